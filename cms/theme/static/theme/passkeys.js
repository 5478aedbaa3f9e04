// Passkeys and security keys: shown where the browser knows them, and a word where one fails.
// The exchange itself is allauth's (mfa/js/webauthn.js), which says of a failure only "allauth.error".

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  const refusal = document.querySelector("[data-passkey-refusal]");
  if (!refusal) return;
  event.preventDefault();
  refusal.hidden = false;
  refusal.scrollIntoView({ block: "nearest" });
});
