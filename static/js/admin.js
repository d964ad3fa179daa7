"use strict";
// Django's admin leaves some of its controls without a name: the cells of tabular inlines, the
// lists that select2 draws, the search field. Each is named here after what a sighted editor
// reads beside it (WCAG 1.3.1, 4.1.2). Everything works without it, but is not said aloud.
{
  const enTeteDe = (champ) => {
    const cellule = champ.closest("td");
    const table = cellule && cellule.closest("table");
    return table && table.tHead ? table.tHead.rows[0].cells[cellule.cellIndex] : null;
  };

  // The element whose text names a field: its label, else the heading of its column.
  const nomDe = (champ) => (champ.labels && champ.labels[0]) || enTeteDe(champ);

  const nommerLesCellules = (racine) => {
    for (const champ of racine.querySelectorAll("td :is(input:not([type=hidden]), select, textarea)")) {
      const nom = enTeteDe(champ)?.textContent.trim();
      if (nom && !champ.labels.length && !champ.hasAttribute("aria-label")) {
        champ.setAttribute("aria-label", nom);
      }
    }
  };

  const nommerLesListes = (racine) => {
    for (const liste of racine.querySelectorAll(".select2-selection")) {
      const champ = liste.closest(".select2").previousElementSibling;
      const nom = champ && nomDe(champ);
      if (nom) {
        nom.id ||= `nom-${champ.id}`;
        const valeur = liste.querySelector("[id^=select2-]");
        liste.setAttribute("aria-labelledby", valeur ? `${nom.id} ${valeur.id}` : nom.id);
        if (valeur) valeur.setAttribute("aria-labelledby", nom.id);
      }
    }
  };

  // What scrolls sideways must be reachable with the keyboard, at whatever width it comes to.
  const largeurs = new ResizeObserver((groupes) => {
    for (const { target } of groupes) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  const nommerLesTableaux = (racine) => {
    for (const coin of racine.querySelectorAll(".inline-group thead th:empty")) {
      const vide = document.createElement("td");
      vide.className = coin.className;
      coin.replaceWith(vide);
    }
    for (const groupe of racine.querySelectorAll(".js-inline-admin-formset")) largeurs.observe(groupe);
    for (const aide of racine.querySelectorAll(".help-tooltip[aria-label]")) {
      aide.setAttribute("role", "img");
    }
  };

  const nommer = (racine) => {
    nommerLesTableaux(racine);
    nommerLesCellules(racine);
    nommerLesListes(racine);
  };

  const recherche = document.querySelector("label[for=searchbar]");
  if (recherche) recherche.textContent = "Rechercher";

  // select2 draws its lists when it pleases, and a row may be added at any time.
  const contenu = document.getElementById("content");
  if (contenu) {
    nommer(contenu);
    new MutationObserver(() => nommer(contenu)).observe(contenu, { childList: true, subtree: true });
  }
}
