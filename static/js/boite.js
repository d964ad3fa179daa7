"use strict";
// Every field with `data-suggestions`: what is proposed while one types, as ARIA's combobox with a
// list box. Arrow keys, Enter, Escape; without this script the field is a plain form.
// `data-nom`: a choice is put in the form under that name and sent, instead of opening a page.
// « Ma position » (`data-position`): asked for when pressed, sent once, kept nowhere.
{
  const ATTENTE = 120; // ms without a key before asking
  const LISIBLE = 176; // px: under the field, above the phone's keyboard
  const ETROIT = 480; // px: a phone
  const MARGE = 16;
  let rang = 0;

  const preparer = (champ) => {
    const id = `suggestions-${(rang += 1)}`;
    const liste = document.createElement("div");
    const etat = document.createElement("p");
    Object.assign(liste, { id, className: "suggestions", hidden: true });
    etat.className = "hors-vue";
    etat.setAttribute("role", "status");
    // A search field may not be a combobox; the keyboard's key says « search » all the same.
    Object.assign(champ, { type: "text", enterKeyHint: "search" });
    const dits = { role: "combobox", autocomplete: "list", expanded: "false" };
    champ.setAttribute("role", dits.role);
    champ.setAttribute("aria-autocomplete", dits.autocomplete);
    champ.setAttribute("aria-expanded", dits.expanded);
    champ.form.append(liste, etat);
    return { liste, etat };
  };

  const equiper = (champ) => {
    const { liste, etat } = preparer(champ);
    const vue = window.visualViewport;
    let options = [];
    let active = -1;
    let minuterie = 0;
    let demande = null;

    // Under the field, as high as what is left above the keyboard.
    const placer = () => {
      if (liste.hidden) return;
      const parent = champ.form.getBoundingClientRect();
      const boite = champ.getBoundingClientRect();
      const bas = vue ? vue.offsetTop + vue.height : window.innerHeight;
      liste.style.insetBlockStart = `${boite.bottom - parent.top}px`;
      // On a phone the list is as wide as the page, whatever the field.
      const etroit = window.innerWidth < ETROIT;
      const gauche = etroit ? MARGE : boite.left;
      liste.style.insetInlineStart = `${gauche - parent.left}px`;
      liste.style.minInlineSize = `${etroit ? document.documentElement.clientWidth - 2 * MARGE : boite.width}px`;
      liste.style.maxBlockSize = `${Math.max(bas - boite.bottom - 8, LISIBLE)}px`;
    };

    const activer = (rangVoulu) => {
      active = rangVoulu;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
      if (active < 0) champ.removeAttribute("aria-activedescendant");
      else {
        champ.setAttribute("aria-activedescendant", options[active].id);
        options[active].scrollIntoView({ block: "nearest" });
      }
    };

    const fermer = () => {
      clearTimeout(minuterie);
      demande?.abort();
      liste.hidden = true;
      options = [];
      activer(-1);
      champ.setAttribute("aria-expanded", "false");
      champ.removeAttribute("aria-controls");
    };

    const ouvrir = () => {
      const ul = liste.querySelector("ul");
      ul.id = `${liste.id}-liste`;
      ul.setAttribute("role", "listbox");
      ul.setAttribute("aria-label", "Propositions");
      options = [...ul.querySelectorAll("a")];
      options.forEach((option, i) => {
        option.id = `${liste.id}-${i}`;
        option.tabIndex = -1;
        option.setAttribute("role", "option");
        option.parentElement.setAttribute("role", "presentation");
      });
      liste.hidden = false;
      champ.setAttribute("aria-expanded", "true");
      champ.setAttribute("aria-controls", ul.id);
      activer(-1);
      const bas = vue ? vue.offsetTop + vue.height : window.innerHeight;
      const boite = champ.getBoundingClientRect();
      if (bas - boite.bottom < LISIBLE) window.scrollBy(0, boite.top - (vue?.offsetTop ?? 0) - 8);
      placer();
    };

    const demander = async () => {
      const q = champ.value.trim();
      demande?.abort();
      if (q.length < 2) {
        etat.textContent = "";
        return fermer();
      }
      demande = new AbortController();
      const { signal } = demande;
      try {
        const adresse = `${champ.dataset.suggestions}?${new URLSearchParams({ q })}`;
        const reponse = await fetch(adresse, { signal, headers: { "X-Requested-With": "fetch" } });
        const fragment = reponse.ok && !reponse.redirected ? await reponse.text() : "";
        if (signal.aborted) return;
        liste.innerHTML = fragment;
        const phrase = liste.querySelector("p");
        etat.textContent = phrase?.textContent ?? "";
        phrase?.remove();
        if (liste.querySelector("a") && document.activeElement === champ) ouvrir();
        else fermer();
      } catch (erreur) {
        if (erreur.name !== "AbortError") fermer();
      }
    };

    const choisir = (evenement) => {
      const lien = evenement.target.closest("a");
      const nom = champ.dataset.nom;
      if (!lien || !nom || !lien.dataset.reference) return;
      evenement.preventDefault();
      const cache = document.createElement("input");
      Object.assign(cache, { type: "hidden", name: nom, value: lien.dataset.reference });
      champ.form.append(cache);
      champ.required = false;
      champ.disabled = true;
      champ.form.requestSubmit();
    };

    const TOUCHES = {
      ArrowDown: () => activer(active + 1 < options.length ? active + 1 : -1),
      ArrowUp: () => activer(active < 0 ? options.length - 1 : active - 1),
      Escape: fermer,
    };
    champ.addEventListener("keydown", (evenement) => {
      if (evenement.isComposing) return;
      if (evenement.key === "Enter" && active >= 0) {
        evenement.preventDefault();
        options[active].click();
      } else if (evenement.key in TOUCHES && !liste.hidden) {
        evenement.preventDefault();
        TOUCHES[evenement.key]();
      } else if (evenement.key === "ArrowDown") demander();
    });
    champ.addEventListener("input", () => {
      clearTimeout(minuterie);
      minuterie = setTimeout(demander, ATTENTE);
    });
    champ.addEventListener("blur", fermer);
    champ.form.addEventListener("submit", fermer);
    // A press in the list leaves the focus, and the keyboard, where they are.
    liste.addEventListener("mousedown", (evenement) => evenement.preventDefault());
    liste.addEventListener("click", choisir);
    vue?.addEventListener("resize", placer);
    vue?.addEventListener("scroll", placer);
  };

  const situer = (boite) => {
    const bouton = boite.querySelector("button");
    const etat = boite.querySelector("[role=status]");
    const trouver = async ({ coords }) => {
      const corps = new URLSearchParams({ latitude: coords.latitude, longitude: coords.longitude });
      const reponse = await fetch(boite.dataset.position, { method: "POST", body: corps });
      const trouve = reponse.ok ? await reponse.json() : {};
      if (trouve.url) window.location.assign(trouve.url);
      else etat.textContent = "Aucune commune connue à cet endroit. Écrivez son nom.";
    };
    const MOTIFS = {
      1: "Votre navigateur ne donne pas la position. Écrivez le nom de la commune.",
      3: "La position tarde trop. Écrivez le nom de la commune.",
    };
    const renoncer = ({ code }) => {
      etat.textContent = MOTIFS[code] ?? "Position introuvable. Écrivez le nom de la commune.";
    };
    boite.hidden = false;
    bouton.addEventListener("click", () => {
      etat.textContent = "Recherche de votre position…";
      navigator.geolocation.getCurrentPosition(
        (position) => trouver(position).catch(() => renoncer({})),
        renoncer,
        { timeout: 15_000, maximumAge: 600_000 },
      );
    });
  };

  const CHAMPS = "input[data-suggestions]";
  document.querySelectorAll(CHAMPS).forEach(equiper);
  // static/js/filtres.js made a form anew.
  document.addEventListener("formulaire-refait", (evenement) =>
    evenement.target.querySelectorAll(CHAMPS).forEach(equiper));
  if ("geolocation" in navigator) document.querySelectorAll("[data-position]").forEach(situer);
}
