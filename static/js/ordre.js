"use strict";
// Rows in an order: each is taken by its handle and put elsewhere, with the mouse, a finger or the
// arrow keys; the numbers follow. Without this script the numbers are typed.
{
  const ORDRE = "input[name$='-ordre']";
  const lignesDe = (corps) => [...corps.querySelectorAll("tr.form-row:not(.empty-form)")];

  // A row without anything chosen yet keeps its zero: it goes last.
  const estVide = (ligne) =>
    !ligne.classList.contains("has_original") && !ligne.querySelector("td.field-ordre ~ td select")?.value;

  const numeroter = (corps) => {
    let rang = 0;
    for (const ligne of lignesDe(corps)) {
      if (!estVide(ligne)) ligne.querySelector(ORDRE).value = ++rang;
    }
  };

  const deplacer = (ligne, avant) => {
    const corps = ligne.parentElement;
    corps.insertBefore(ligne, avant);
    numeroter(corps);
  };

  const auClavier = (ligne, poignee) => (evenement) => {
    const lignes = lignesDe(ligne.parentElement);
    const place = lignes.indexOf(ligne);
    if (evenement.key === "ArrowUp" && place > 0) deplacer(ligne, lignes[place - 1]);
    else if (evenement.key === "ArrowDown" && place < lignes.length - 1) deplacer(ligne, lignes[place + 1].nextSibling);
    else return;
    evenement.preventDefault();
    poignee.focus();
  };

  const aLaMain = (ligne, poignee) => {
    const suivre = ({ clientY }) => {
      const autre = lignesDe(ligne.parentElement).find((l) => {
        const { top, bottom } = l.getBoundingClientRect();
        return l !== ligne && clientY >= top && clientY <= bottom;
      });
      if (!autre) return;
      const { top, height } = autre.getBoundingClientRect();
      deplacer(ligne, clientY < top + height / 2 ? autre : autre.nextSibling);
    };
    poignee.addEventListener("pointerdown", (evenement) => {
      evenement.preventDefault();
      poignee.focus();
      ligne.classList.add("en-main");
      document.addEventListener("pointermove", suivre);
      const lacher = () => {
        ligne.classList.remove("en-main");
        document.removeEventListener("pointermove", suivre);
      };
      document.addEventListener("pointerup", lacher, { once: true });
      document.addEventListener("pointercancel", lacher, { once: true });
    });
  };

  const equiper = (ligne) => {
    const champ = ligne.querySelector(ORDRE);
    if (!champ || ligne.querySelector(".poignee")) return;
    const poignee = document.createElement("button");
    poignee.type = "button";
    poignee.className = "poignee";
    poignee.textContent = "⠿";
    poignee.title = "Déplacer\u00a0: à la souris, ou par les flèches haut et bas";
    poignee.setAttribute("aria-label", poignee.title);
    champ.before(poignee);
    poignee.addEventListener("keydown", auClavier(ligne, poignee));
    aLaMain(ligne, poignee);
  };

  for (const champ of document.querySelectorAll(`.inline-group ${ORDRE}`)) {
    const ligne = champ.closest("tr");
    // Headings make a tree: their place is told by their parent and a number.
    if (!ligne.querySelector("[name$='-parent']") && !ligne.classList.contains("empty-form")) equiper(ligne);
  }
  document.addEventListener("formset:added", ({ target }) => {
    if (target.matches("tr") && !target.querySelector("[name$='-parent']")) equiper(target);
  });
}
