// An OpenID provider that is not ours (oidc-provider), playing an identity provider on a loopback port.
// One line of JSON on standard input changes who signs in (`who`) and what goes wrong (`fault`); each is answered.
import { createInterface } from 'node:readline';
import { createServer } from 'node:http';
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const { PORT, CLIENT_ID, CLIENT_SECRET, REDIRECT, LEFT, LOGOUT } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const own = await generateKeyPair('ES256', { extractable: true });
const other = await generateKeyPair('ES256', { extractable: true });
const state = { who: {}, fault: '' };

const provider = new Provider(issuer, {
  clients: [{
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    redirect_uris: [REDIRECT],
    post_logout_redirect_uris: [LEFT],
    backchannel_logout_uri: LOGOUT,
    backchannel_logout_session_required: true,
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: 'ES256',
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  jwks: { keys: [{ ...(await exportJWK(own.privateKey)), use: 'sig', alg: 'ES256', kid: 'own' }] },
  acrValues: ['eidas1', 'eidas2', 'eidas3'],
  claims: {
    openid: ['sub', 'acr', 'sid', 'auth_time'],
    given_name: ['given_name', 'given_name_array'],
    family_name: ['family_name'],
    birthdate: ['birthdate'],
    gender: ['gender'],
    birthplace: ['birthplace'],
    birthcountry: ['birthcountry'],
  },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], userinfoSigningAlgValues: ['ES256'] },
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => { ctx.body = `<!doctype html><title>Leave</title>${form}`; } },
  },
  fetch: (url, { dispatcher, ...options }) => fetch(url, options), // its own refuses to call this machine
  conformIdTokenClaims: false,
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ['a-key-of-this-run'] },
  ttl: { AccessToken: 300, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...state.who }) }),
});

const sign = (claims, key = own.privateKey, kid = 'own') =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
const part = (content) => Buffer.from(JSON.stringify(content)).toString('base64url');
const faults = {
  wrong_nonce: (claims) => sign({ ...claims, nonce: 'another' }),
  wrong_audience: (claims) => sign({ ...claims, aud: 'another' }),
  wrong_issuer: (claims) => sign({ ...claims, iss: 'https://ailleurs.exemple' }),
  expired: (claims) => sign({ ...claims, iat: claims.iat - 900, exp: claims.iat - 600 }),
  wrong_key: (claims) => sign(claims, other.privateKey),
  unsigned: (claims) => `${part({ alg: 'none' })}.${part(claims)}.`,
};

provider.use(async (ctx, next) => {
  await next();
  const distort = faults[state.fault];
  if (ctx.path === '/token' && distort && ctx.body.id_token) {
    ctx.body.id_token = await distort(decodeJwt(ctx.body.id_token));
  }
});

async function interact(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    const acr = state.fault === 'wrong_level' ? 'eidas1' : 'eidas2';
    const login = { accountId: 'somebody', acr };
    return provider.interactionFinished(request, response, state.fault === 'declined' ? { error: 'access_denied' } : { login });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

const serve = provider.callback();
const server = createServer((request, response) =>
  (request.url.startsWith('/interaction/') ? interact(request, response) : serve(request, response)));
server.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
createInterface({ input: process.stdin })
  .on('line', (line) => { Object.assign(state, JSON.parse(line)); console.log('done'); })
  .on('close', () => process.exit(0));
