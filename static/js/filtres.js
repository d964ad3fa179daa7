// Filters act at once: the list, its count and its address follow each choice; the focus stays.
// The button « Appliquer », which does the same without script, then leads to the results.
(() => {
  const formulaire = document.querySelector(".filtres form");
  const resultats = document.getElementById("resultats");
  if (!formulaire || !resultats || !window.fetch) return;

  const annonce = document.createElement("p");
  annonce.className = "hors-vue";
  annonce.setAttribute("role", "status");
  resultats.before(annonce);
  let envoi = null;

  // What one has begun to type of a place counts once it is sent, not when another box is ticked.
  function adresse(envoyee) {
    const lieu = formulaire.querySelector("input[data-suggestions]:enabled");
    if (lieu) lieu.disabled = !envoyee;
    const mots = new URLSearchParams();
    for (const [nom, valeur] of new FormData(formulaire)) {
      if (valeur.trim()) mots.append(nom, valeur.trim());
    }
    if (lieu) lieu.disabled = false;
    const suite = mots.toString();
    return formulaire.action.split("?")[0] + (suite ? "?" + suite : "");
  }

  // The same field in the new form: a choice that vanished leaves the focus to its neighbour.
  function retrouver(champ) {
    if (!champ || !champ.name) return null;
    const memes = [...formulaire.querySelectorAll(`[name="${champ.name}"]`)];
    return memes.find((autre) => autre.type !== "checkbox" || autre.value === champ.value) ||
      memes[0] || formulaire.querySelector("input:not([type=hidden])");
  }

  function remplacer(page, garderLesTextes) {
    const neuf = page.querySelector(".filtres form");
    const liste = page.getElementById("resultats");
    if (!neuf || !liste) return false;
    const actif = formulaire.contains(document.activeElement) ? document.activeElement : null;
    const ouverts = [...formulaire.querySelectorAll("details")].map((repli) => repli.open);
    const textes = [...formulaire.querySelectorAll("input[type=search], input:not([type])")];
    const tapes = new Map(garderLesTextes ? textes.map((champ) => [champ.name, champ.value]) : []);
    const rang = actif && actif.selectionStart;
    formulaire.replaceChildren(...neuf.childNodes);
    formulaire.dispatchEvent(new CustomEvent("formulaire-refait", { bubbles: true }));
    formulaire.querySelectorAll("details").forEach((repli, n) => { repli.open = repli.open || ouverts[n]; });
    for (const [nom, valeur] of tapes) {
      const champ = formulaire.querySelector(`input[name="${nom}"]`);
      if (champ) champ.value = valeur;
    }
    const suivant = retrouver(actif);
    if (suivant) {
      suivant.focus({ preventScroll: true });
      if (typeof rang === "number" && suivant.type !== "checkbox") suivant.setSelectionRange(rang, rang);
    }
    const resume = document.querySelector(".filtres > summary");
    const autre = page.querySelector(".filtres > summary");
    if (resume && autre) resume.replaceChildren(...autre.childNodes);
    resultats.replaceChildren(...liste.childNodes);
    suivreLesMots(page);
    document.title = page.title;
    const phrase = resultats.querySelector("[role=status], [role=alert]");
    if (phrase) {
      phrase.removeAttribute("role");
      annonce.textContent = phrase.textContent.trim();
      compter(phrase);
    }
    return true;
  }

  // The search field above keeps the filters in hidden fields: they follow too.
  function suivreLesMots(page) {
    const cherche = document.querySelector("main form.recherche");
    const autre = page.querySelector("main form.recherche");
    if (!cherche || !autre) return;
    cherche.querySelectorAll("input[type=hidden]").forEach((champ) => champ.remove());
    cherche.prepend(...autre.querySelectorAll("input[type=hidden]"));
  }

  // On a telephone the filters hide the list: its count stands beside the button.
  function compter(phrase) {
    const note = document.createElement("span");
    note.className = "note";
    note.setAttribute("aria-hidden", "true");
    note.textContent = (phrase.querySelector("b") || phrase).textContent.trim();
    const barre = formulaire.querySelector(".appliquer");
    if (barre) barre.append(note);
  }

  async function suivre(url, garder) {
    if (envoi) envoi.abort();
    envoi = new AbortController();
    const signal = envoi.signal;
    resultats.setAttribute("aria-busy", "true");
    try {
      const reponse = await fetch(url, { signal, headers: { Accept: "text/html" } });
      const texte = await reponse.text();
      const page = new DOMParser().parseFromString(texte, "text/html");
      if (!remplacer(page, garder)) throw new Error("page sans liste");
      if (garder) history.pushState(null, "", url);
      return true;
    } catch (erreur) {
      // The network, or a page of another kind: the browser shows it by itself.
      if (erreur.name !== "AbortError") window.location.assign(url);
      return false;
    } finally {
      if (!signal.aborted) resultats.removeAttribute("aria-busy");
    }
  }

  formulaire.addEventListener("change", (evenement) => {
    if (!evenement.target.dataset.suggestions) suivre(adresse(false), true);
  });
  formulaire.addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    if (await suivre(adresse(true), true)) resultats.focus();
  });
  window.addEventListener("popstate", () => suivre(window.location.href, false));
})();
