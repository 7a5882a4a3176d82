/* Adding a document: weighs the file before it leaves, lightens a heavy photo, shows how far the sending is.
   Without this script the form works all the same. */
"use strict";

(() => {
  const WIDTHS = [3000, 2200, 1600]; // of a photo made lighter: a sheet of paper stays legible

  async function lighten(file, limit) {
    const photo = await createImageBitmap(file);
    for (const width of WIDTHS) {
      const scale = Math.min(1, width / Math.max(photo.width, photo.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(photo.width * scale);
      canvas.height = Math.round(photo.height * scale);
      canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (made && made.size <= limit) return new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: made.type });
    }
    return file;
  }

  function prepare() {
    const form = document.querySelector("form[data-limite]");
    if (!form) return;
    const inputs = [...form.querySelectorAll("input[type=file]")];
    const progress = form.querySelector(".envoi");
    const bar = progress.querySelector("progress");
    const button = form.querySelector("button[type=submit]");
    const limit = Number(form.dataset.limite);

    const say = (text, share) => {
      progress.hidden = false;
      progress.querySelector("p").textContent = text;
      bar.hidden = share === undefined;
      bar.value = share ?? 0;
      button.disabled = share !== undefined;
    };

    /* Put the answer in place of this page; the files stay chosen. */
    const show = (page) => {
      const kept = inputs.map((input) => [input.id, input.files]);
      document.title = page.title;
      page.querySelector("[autofocus]")?.removeAttribute("autofocus"); // focused below
      document.body.replaceWith(document.adoptNode(page.body));
      for (const [id, files] of kept) {
        const input = document.getElementById(id);
        if (input) input.files = files;
      }
      prepare();
      scrollTo(0, 0);
      document.querySelector(".resume-erreurs")?.focus();
    };

    const answer = (sending) => {
      const there = sending.getResponseHeader("Location");
      if (sending.status === 201 && there) location.assign(there);
      else if (sending.status >= 500 || !sending.response) say("Le service n’a pas pu prendre le document. Réessayez dans quelques minutes : tout est encore là.");
      else if (sending.responseURL !== form.action) location.assign(sending.responseURL);
      else show(sending.response);
    };

    const send = (data) => {
      const sending = new XMLHttpRequest();
      sending.open("POST", form.action);
      sending.responseType = "document";
      sending.setRequestHeader("Prefer", "return=minimal");
      sending.upload.addEventListener("progress", (event) => {
        const share = Math.round((100 * event.loaded) / event.total);
        say(share < 100 ? `Envoi en cours : ${share} %` : "Envoi terminé. Nous vérifions le fichier…", share);
      });
      sending.addEventListener("error", () => say("L’envoi n’est pas arrivé. Vérifiez votre connexion, puis réessayez : tout est encore là."));
      sending.addEventListener("load", () => answer(sending));
      say("Envoi en cours…", 0);
      sending.send(data);
    };

    const weigh = async (data) => {
      for (const input of inputs) {
        let file = input.files[0];
        if (!file || file.size <= limit) continue;
        if (/^image\/(jpeg|png)$/.test(file.type)) file = await lighten(file, limit).catch(() => file);
        data.set(input.name, file);
        if (file.size <= limit) continue;
        const weight = (file.size / 1e6).toLocaleString("fr-FR", { maximumFractionDigits: 1 });
        input.setCustomValidity(`« ${file.name} » pèse ${weight} Mo. Choisissez un fichier de ${form.dataset.limiteDite} au plus.`);
        input.reportValidity();
        return false;
      }
      return true;
    };

    for (const input of inputs) input.addEventListener("change", () => input.setCustomValidity(""));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.disabled) return;
      const data = new FormData(form);
      if (await weigh(data)) send(data);
    });
  }

  prepare();
})();
