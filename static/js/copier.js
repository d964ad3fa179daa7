/* « Copier » buttons: hidden without script, where the text is simply selected. */
for (const bouton of document.querySelectorAll("[data-copier]")) {
  const cible = document.getElementById(bouton.dataset.copier);
  const etat = bouton.parentElement.querySelector("[role=status]");
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    const texte = (cible.value ?? cible.textContent).trim();
    try {
      await navigator.clipboard.writeText(texte);
      etat.textContent = "Copié.";
    } catch {
      // No clipboard without HTTPS, or the reader refused: select, so that Ctrl + C is enough.
      if (cible.select) cible.select();
      else getSelection().selectAllChildren(cible);
      etat.textContent = "Sélectionné : copiez avec Ctrl + C.";
    }
  });
}
