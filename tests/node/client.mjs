// A strict client that others wrote (oauth4webapi), told by lines of JSON what to do: one line in, one line out.
import * as oauth from "oauth4webapi";
import { createInterface } from "node:readline";

const insecure = { [oauth.allowInsecureRequests]: true };
let server, client, proof, kept = {};

async function key(jwk) {
  const algorithm = { name: "ECDSA", namedCurve: "P-384" };
  return { key: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]), kid: jwk.kid };
}

const acts = {
  async discover({ issuer, algorithm, client_id, jwk }) {
    const address = new URL(issuer);
    const response = await oauth.discoveryRequest(address, { algorithm, ...insecure });
    server = await oauth.processDiscoveryResponse(address, response);
    client = { client_id };
    proof = jwk ? oauth.PrivateKeyJwt(await key(jwk)) : oauth.None();
    return { token_endpoint: server.token_endpoint };
  },
  async begin({ redirect_uri, scope, aud }) {
    kept = { redirect_uri, verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
    const address = new URL(server.authorization_endpoint);
    const challenge = await oauth.calculatePKCECodeChallenge(kept.verifier);
    const said = { client_id: client.client_id, redirect_uri, response_type: "code", scope, aud, state: kept.state, nonce: kept.nonce, code_challenge: challenge, code_challenge_method: "S256" };
    for (const [name, value] of Object.entries(said)) address.searchParams.set(name, value);
    return { url: address.href };
  },
  async finish({ url }) {
    const answer = oauth.validateAuthResponse(server, client, new URL(url), kept.state);
    const response = await oauth.authorizationCodeGrantRequest(server, client, proof, answer, kept.redirect_uri, kept.verifier, insecure);
    const result = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: kept.nonce, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, response, insecure);
    return { ...result, claims: oauth.getValidatedIdTokenClaims(result) };
  },
  async refresh({ token }) {
    const response = await oauth.refreshTokenGrantRequest(server, client, proof, token, insecure);
    return oauth.processRefreshTokenResponse(server, client, response);
  },
  async credentials({ scope }) {
    const response = await oauth.clientCredentialsGrantRequest(server, client, proof, new URLSearchParams({ scope }), insecure);
    return oauth.processClientCredentialsResponse(server, client, response);
  },
  async introspect({ token }) {
    const response = await oauth.introspectionRequest(server, client, proof, token, insecure);
    return oauth.processIntrospectionResponse(server, client, response);
  },
  async revoke({ token }) {
    const response = await oauth.revocationRequest(server, client, proof, token, insecure);
    await oauth.processRevocationResponse(response);
    return {};
  },
};

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...said } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ done: await acts[act](said) }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.name, text: error.message, code: error.error ?? error.code ?? "" }));
  }
}
