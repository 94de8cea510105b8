// Passkeys and security keys. A form marked data-passkey is sent once the browser's own dialogue
// has filled it in: "create" makes a key, "get" uses one. Where there is no such dialogue the form
// stays hidden, and the page offers its other ways.

// What travels as text and what the browser wants as bytes.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withBytes = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

function asOptions({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) options.excludeCredentials = withBytes(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = withBytes(options.allowCredentials);
  return options;
}

function asJson(credential) {
  const response = {};
  for (const part of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

// On the page, or asked for at the moment they are needed: what is offered here is good once.
async function optionsOf(form) {
  if (form.dataset.options) {
    return asOptions(JSON.parse(document.getElementById(form.dataset.options).textContent));
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return asOptions((await answer.json()).request_options);
}

function passkey(options) {
  const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return {
    ...options,
    authenticatorSelection: { ...options.authenticatorSelection, ...wanted },
  };
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey: options });
  return navigator.credentials.create({
    publicKey: form.elements.passwordless ? passkey(options) : options,
  });
}

function tell(form, error) {
  const words = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };
  const trouble = form.querySelector("[data-trouble]");
  trouble.textContent = form.dataset[words[error.name] ?? "failed"];
  trouble.hidden = false;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.setAttribute("aria-disabled", "true");
    form.querySelector("[data-trouble]").hidden = true;
    try {
      form.elements.credential.value = asJson(await ask(form));
      form.submit();
    } catch (error) {
      tell(form, error);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
}

for (const sorry of document.querySelectorAll("[data-no-passkeys]")) {
  sorry.hidden = Boolean(window.PublicKeyCredential);
}
