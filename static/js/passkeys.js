// Passkeys: the browser is asked for one, and what it answers is sent with the form. Without a script a form here can do
// nothing, and its page says so.
const CANNOT = "This browser has no passkeys. Use another way, or another browser.";
const FAILED = "The passkey was not given, or not in time. Press the button to try again.";
const NO_ANSWER = "commsplan does not answer. Wait a moment, then try again.";

// Bytes travel as text in the alphabet that addresses may hold.
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (one) => ({ ...one, id: toBytes(one.id) });

function asked(options) {
  const ask = { ...options, challenge: toBytes(options.challenge) };
  if (ask.user) ask.user = withBytes(ask.user);
  for (const list of ["excludeCredentials", "allowCredentials"]) if (ask[list]) ask[list] = ask[list].map(withBytes);
  return ask;
}

function answered(found) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (found.response[part]) response[part] = toText(found.response[part]);
  if (found.response.getTransports) response.transports = found.response.getTransports();
  return {
    id: found.id, rawId: toText(found.rawId), type: found.type, response,
    authenticatorAttachment: found.authenticatorAttachment, clientExtensionResults: found.getClientExtensionResults(),
  };
}

// What to ask stands on the form, or, before anybody is known, is fetched from where the form is sent.
async function questionOf(form) {
  if (form.dataset.asked) return JSON.parse(form.dataset.asked).publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(NO_ANSWER);
  return (await answer.json()).request_options.publicKey;
}

async function ask(form) {
  const publicKey = asked(await questionOf(form));
  if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey });
  const alone = form.elements.passwordless && form.elements.passwordless.checked;
  const choice = { ...publicKey.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) choice.userVerification = "required";
  return navigator.credentials.create({ publicKey: { ...publicKey, authenticatorSelection: choice } });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const trouble = form.querySelector("[data-passkey-trouble]");
    trouble.hidden = true;
    try {
      if (!window.PublicKeyCredential) throw new Error(CANNOT);
      form.elements.credential.value = JSON.stringify(answered(await ask(form)));
      form.submit();
    } catch (error) {
      trouble.textContent = error instanceof DOMException ? FAILED : error.message;
      trouble.hidden = false;
    }
  });
}
