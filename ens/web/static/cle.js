/* Passkeys: asks the browser to make one or to use one, and puts its answer into the form (WebAuthn Level 2).
   A form with data-cle works with this script alone; what stands in .sans-cle says so, and offers another way. */
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const opened = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  async function ask(kind, options) {
    options.challenge = bytes(options.challenge);
    if (kind === "creer") {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials = opened(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = opened(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }

  function written(found) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[name]) response[name] = text(found.response[name]);
    }
    return JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response });
  }

  const WORDS = {
    NotAllowedError: "La demande a été annulée, ou a duré trop longtemps. Vous pouvez recommencer.",
    InvalidStateError: "Cet appareil a déjà une clé d’accès pour ce carnet.",
    SecurityError: "Le navigateur refuse les clés d’accès à cette adresse.",
  };

  for (const form of document.querySelectorAll("form[data-cle]")) {
    const said = form.querySelector("[role=status]");
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    for (const other of document.querySelectorAll(".sans-cle")) other.hidden = true;
    form.addEventListener("submit", async (event) => {
      if (form.elements.reponse.value) return;
      event.preventDefault();
      said.textContent = "Votre appareil vous demande votre empreinte, votre visage ou votre code.";
      try {
        const found = await ask(form.dataset.cle, JSON.parse(form.dataset.options));
        form.elements.reponse.value = written(found);
        form.requestSubmit();
      } catch (error) {
        said.textContent = WORDS[error.name] || "La clé d’accès n’a pas répondu. Vous pouvez recommencer.";
      }
    });
  }
})();
