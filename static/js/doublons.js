"use strict";
// Under the title, the DOI and the addresses of a notice: those of the catalogue that look like
// it, asked for while they are typed. Without this script the warning comes when saving.
{
  const ATTENTE = 400; // ms without a key before asking
  const titre = document.querySelector("[data-ressemblances]");

  // Where the sentence goes: said aloud when it changes, without moving the focus.
  const creerZone = (apres) => {
    const zone = document.createElement("div");
    zone.setAttribute("role", "status");
    zone.setAttribute("aria-live", "polite");
    apres.append(zone);
    return zone;
  };

  const surveiller = (zone, lire) => {
    let minuterie = 0;
    let demande = null;
    let posee = "";
    const demander = async () => {
      const mots = lire();
      if (String(mots) === posee) return;
      posee = String(mots);
      demande?.abort();
      demande = new AbortController();
      if (!posee) return zone.replaceChildren();
      mots.append("sauf", titre.dataset.sauf);
      try {
        const adresse = `${titre.dataset.ressemblances}?${mots}`;
        const reponse = await fetch(adresse, { signal: demande.signal });
        // Anything else (a session that ended, an endless title) says nothing of doubles.
        zone.innerHTML = reponse.ok && !reponse.redirected ? (await reponse.text()).trim() : "";
      } catch (erreur) {
        if (erreur.name !== "AbortError") zone.replaceChildren();
      }
    };
    return (attente) => {
      clearTimeout(minuterie);
      minuterie = setTimeout(demander, attente);
    };
  };

  const surveillerLeChamp = (champ, nom) => {
    const zone = creerZone(champ.closest(".form-row, .fieldBox") ?? champ.parentElement);
    const plusTard = surveiller(zone, () => {
      const valeur = champ.value.trim();
      return new URLSearchParams(valeur ? { [nom]: valeur } : {});
    });
    champ.addEventListener("input", () => plusTard(ATTENTE));
    champ.addEventListener("change", () => plusTard(0));
  };

  const surveillerLesAdresses = (groupe) => {
    const plusTard = surveiller(creerZone(groupe), () => {
      const listes = [...groupe.querySelectorAll("select[name$='-lien']")];
      return new URLSearchParams(listes.filter((l) => l.value).map((l) => ["lien", l.value]));
    });
    // select2 tells jQuery, and nobody else.
    django.jQuery(groupe).on("change", "select", () => plusTard(0));
  };

  if (titre) {
    surveillerLeChamp(titre, "titre");
    const doi = document.querySelector("input[name=doi]");
    if (doi) surveillerLeChamp(doi, "doi");
    const adresses = document.getElementById("rattachements-group");
    if (adresses) surveillerLesAdresses(adresses);
  }
}
