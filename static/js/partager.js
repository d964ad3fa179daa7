/* « Partager cette page »: the device's own sheet, else its address copied. Hidden without script. */
for (const ligne of document.querySelectorAll("[data-partager]")) {
  const etat = ligne.querySelector("[role=status]");
  const adresse = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  ligne.hidden = false;
  ligne.querySelector("button").addEventListener("click", async () => {
    try {
      if (navigator.share) await navigator.share({ title: document.title, url: adresse });
      else {
        await navigator.clipboard.writeText(adresse);
        etat.textContent = "Adresse copiée.";
      }
    } catch (refus) {
      // The reader closed the sheet; or, without HTTPS, there is no clipboard: show what to copy.
      if (refus.name !== "AbortError") etat.textContent = adresse;
    }
  });
}
