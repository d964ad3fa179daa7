/* The map that moves, over the drawn one: same dispositifs, same signs, nothing fetched elsewhere.
   The view (zoom and centre) stays in the address, after #, and follows the legend's links. */
const figure = document.getElementById("carte");
const SIGNES = { asv: "A", cls: "C", clsm: "M", cpts: "P", dac: "D", cv: "V" };
// Width of a letter disc, and where it may go when its place is taken.
const LETTRE = 24;
const NOM = 18;
const ECARTS = [];
for (let dx = -8; dx <= 8; dx++) for (let dy = -8; dy <= 8; dy++) ECARTS.push([dx * 12, dy * 12]);
ECARTS.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

function pastille(signe) {
  const disque = document.createElement("span");
  disque.className = SIGNES[signe] ? "pastille" : "pastille pastille--vide";
  disque.dataset.type = signe;
  // Drawn by the stylesheet: the letter is a sign, not a part of the name of its button.
  disque.dataset.lettre = SIGNES[signe] ?? "";
  disque.setAttribute("aria-hidden", "true");
  return disque;
}

/* To be confirmed, or past its term: a paler line. */
const douteux = (d) => d.certitude === "a-confirmer" || d.certitude === "a-terme";

function bulle({ nom, dispositifs }) {
  const boite = document.createElement("div");
  const titre = boite.appendChild(document.createElement("b"));
  titre.textContent = nom;
  const liste = boite.appendChild(document.createElement("ul"));
  for (const d of dispositifs) {
    const ligne = liste.appendChild(document.createElement("li"));
    const lien = document.createElement("a");
    lien.href = d.url;
    lien.textContent = d.nom;
    ligne.append(pastille(d.signe), " ", lien);
    if (d.situation) ligne.append(` : ${d.situation}`);
  }
  return boite;
}

function vueDeLAdresse() {
  const lue = /^#vue=(\d+(?:\.\d+)?)\/(-?\d+\.?\d*)\/(-?\d+\.?\d*)$/.exec(location.hash);
  return lue && { zoom: Number(lue[1]), centre: [Number(lue[2]), Number(lue[3])] };
}

function suivreLaVue(carte) {
  const { lat, lng } = carte.getCenter();
  const vue = `#vue=${carte.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  history.replaceState(null, "", location.pathname + location.search + vue);
  for (const lien of document.querySelectorAll(".legende-carte a")) lien.hash = vue;
}

const enMots = (d) => (d.situation ? `${d.nom}, ${d.situation}` : d.nom);

/* A name on the land: plain text, made once it finds room. `cote`: the box that must hold it. */
function ecrireLeNom(carte, nom) {
  const texte = document.createElement("span");
  texte.textContent = nom.texte;
  const icon = L.divIcon({ className: "vive__nom", html: texte, iconSize: [0, 0] });
  const marque = L.marker(nom.point, { interactive: false, keyboard: false, icon, zIndexOffset: -1000 });
  return marque.addTo(carte).getElement();
}

function largeurSurLaCarte(carte, boite) {
  return carte.latLngToContainerPoint(boite.getSouthEast()).x - carte.latLngToContainerPoint(boite.getSouthWest()).x;
}

function poser(carte, donnees) {
  const marques = [];
  const noms = [];
  const fond = donnees.features.filter((f) => !f.properties.dispositifs);
  const lieux = donnees.features.filter((f) => f.properties.dispositifs);
  const sol = L.geoJSON(fond, { interactive: false, style: ({ properties }) => ({ className: properties.lieu ? "vive__cadre" : "vive__sol", weight: properties.lieu ? 2.5 : 1 }) }).addTo(carte);
  sol.eachLayer((couche) => {
    const { lieu, nom, point } = couche.feature.properties;
    if (!lieu) noms.push({ texte: nom, point: L.latLng(point[1], point[0]), cote: couche.getBounds() });
  });
  for (const lieu of lieux) {
    const { dispositifs } = lieu.properties;
    const signes = [...new Set(dispositifs.map((d) => d.signe))];
    // A point has no area: its letters are enough.
    for (const signe of lieu.geometry.type === "Point" ? [] : signes) {
      const portes = dispositifs.filter((d) => d.signe === signe);
      L.geoJSON(lieu, {
        style: {
          className: `vive__lieu vive__lieu--${signe}`,
          fillColor: portes.some((d) => d.trame) && signe !== "autre" ? `url(#m-${signe})` : "#0000",
          fillOpacity: 1,
          weight: 2,
          opacity: portes.every(douteux) ? 0.5 : 1,
          dashArray: portes.every((d) => d.partiel) ? "8 6" : portes.every(douteux) ? "3 5" : null,
        },
      })
        .bindPopup(() => bulle(lieu.properties))
        .addTo(carte);
    }
  }
  // Tab goes from place to place as one reads: from the north, then from the west.
  const lettres = lieux.filter((f) => f.properties.dispositifs.some((d) => d.lettre));
  const enOrdre = lettres.toSorted((a, b) => b.properties.point[1] - a.properties.point[1] || a.properties.point[0] - b.properties.point[0]);
  for (const { properties } of enOrdre) {
    const { point, nom } = properties;
    // One letter a scheme, where it is the widest; the bubble of each place says them all.
    const dispositifs = properties.dispositifs.filter((d) => d.lettre);
    const signes = [...new Set(dispositifs.map((d) => d.signe))];
    const rangee = document.createElement("span");
    rangee.append(...signes.map(pastille));
    const titre = `${nom} : ${dispositifs.map(enMots).join(" ; ")}`;
    const marque = L.marker([point[1], point[0]], { title: titre, keyboard: true, icon: icone(rangee, signes.length) });
    marque.bindPopup(() => bulle(properties)).addTo(carte);
    const bouton = marque.getElement();
    // Leaflet makes it a button: a button needs a name, and the space bar.
    bouton.setAttribute("aria-label", titre);
    bouton.addEventListener("keydown", (touche) => {
      if (touche.key !== " " && touche.key !== "Enter") return;
      touche.preventDefault();
      marque.openPopup();
      marque.getPopup().getElement().querySelector("a").focus();
    });
    marques.push({ element: bouton, point: marque.getLatLng(), large: LETTRE * signes.length });
  }
  const dits = new Set(noms.map((n) => n.texte));
  for (const lieu of [...enOrdre, ...lieux]) {
    const { nom, point } = lieu.properties;
    if (dits.has(nom)) continue;
    dits.add(nom);
    // Beside its letter a name needs no room of its own; elsewhere it must fit in its place.
    const cote = point ? null : L.geoJSON(lieu).getBounds();
    noms.push({ texte: nom, point: point ? L.latLng(point[1], point[0]) : cote.getCenter(), cote });
  }
  return { marques, noms, traits: L.layerGroup().addTo(carte) };
}

function icone(lettres, nombre) {
  return L.divIcon({ className: "vive__lettres", html: lettres, iconSize: [LETTRE * nombre, LETTRE] });
}

/* Letters that would hide one another step aside, the closest free place first, and a line leads
   back to their place; then the names that find room. */
function ecarter(carte, { marques, noms, traits }) {
  const pris = [];
  traits.clearLayers();
  for (const { element, point, large } of marques) {
    const { x, y } = carte.latLngToContainerPoint(point);
    const libre = ([dx, dy]) => !pris.some((p) => seTouchent(p, { x: x + dx, y: y + dy, large, haut: LETTRE }));
    const [dx, dy] = ECARTS.find(libre) ?? [0, 0];
    pris.push({ x: x + dx, y: y + dy, large, haut: LETTRE });
    element.style.marginLeft = `${dx - large / 2}px`;
    element.style.marginTop = `${dy - LETTRE / 2}px`;
    if (Math.hypot(dx, dy) < LETTRE) continue;
    const bout = carte.containerPointToLatLng([x + dx, y + dy]);
    L.polyline([point, bout], { interactive: false, className: "vive__renvoi", weight: 1.5 }).addTo(traits);
  }
  const vue = carte.getBounds();
  for (const nom of noms) {
    const { x, y } = carte.latLngToContainerPoint(nom.point);
    const large = 7 * nom.texte.length + 8;
    const tient = vue.contains(nom.point) && (!nom.cote || largeurSurLaCarte(carte, nom.cote) > large);
    const dy = [0, LETTRE - 2, 2 - LETTRE].find((d) => tient && !pris.some((p) => seTouchent(p, { x, y: y + d, large, haut: NOM })));
    if (dy !== undefined) {
      pris.push({ x, y: y + dy, large, haut: NOM });
      nom.element ??= ecrireLeNom(carte, nom);
      nom.element.style.marginTop = `${dy}px`;
    }
    if (nom.element) nom.element.hidden = dy === undefined;
  }
}

function seTouchent(a, b) {
  return Math.abs(a.x - b.x) < (a.large + b.large) / 2 && Math.abs(a.y - b.y) < (a.haut + b.haut) / 2;
}

/* The four states: the drawing is complete; what is under the pointer, or touched, is told under
   it in the words of the list, and a click leads where its link does. */
function lire() {
  const dite = figure.querySelector(".lu");
  const dessin = figure.querySelector(".carte__dessin");
  const lienDe = ({ target }) => {
    const lieu = target.closest(".etat > use")?.getAttribute("href").slice("#l-".length);
    return lieu && document.querySelector(`.etats [data-l="${lieu}"]`);
  };
  const dire = (lien) => {
    const copie = Object.assign(document.createElement("a"), { href: lien.href, textContent: lien.textContent });
    dite.replaceChildren(copie, ` : ${lien.closest("details").dataset.mots}`);
  };
  dite.hidden = false;
  figure.classList.add("carte--lue");
  dessin.addEventListener("pointerover", (pointeur) => {
    const lien = lienDe(pointeur);
    if (lien) dire(lien);
  });
  dessin.addEventListener("click", (clic) => {
    const lien = lienDe(clic);
    // A finger has no hover: its first word is the name, whose link is under the map.
    if (lien && clic.pointerType !== "touch") lien.click();
  });
}

async function animer() {
  const reponse = await fetch(figure.dataset.geojson);
  if (!reponse.ok) return;
  const donnees = await reponse.json();
  const boite = figure.querySelector(".carte__vive");
  boite.hidden = false;
  figure.classList.add("carte--vive");
  const [ouest, sud, est, nord] = figure.dataset.emprise.split(" ").map(Number);
  const calme = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const carte = L.map(boite, {
    zoomSnap: 0.5,
    zoomAnimation: !calme,
    fadeAnimation: !calme,
    scrollWheelZoom: false,
    // One finger scrolls the page, two move the map.
    dragging: !matchMedia("(pointer: coarse)").matches,
    attributionControl: Boolean(figure.dataset.tuiles),
  });
  boite.querySelector(".leaflet-control-zoom-in").title = "Agrandir";
  boite.querySelector(".leaflet-control-zoom-out").title = "Réduire";
  for (const bouton of boite.querySelectorAll(".leaflet-control-zoom a")) {
    bouton.setAttribute("aria-label", bouton.title);
  }
  boite.setAttribute("role", "application");
  boite.setAttribute("aria-label", "Carte : les flèches déplacent, + et − changent l’échelle, Tab va de lieu en lieu, Échap ferme la bulle");
  // The words of the drawing are those of the map, hidden as it is.
  boite.setAttribute("aria-describedby", "carte-d");
  const vue = vueDeLAdresse();
  if (vue) carte.setView(vue.centre, vue.zoom);
  else carte.fitBounds([[sud, ouest], [nord, est]]);
  if (figure.dataset.tuiles) {
    L.tileLayer(figure.dataset.tuiles, { attribution: figure.dataset.credit }).addTo(carte);
    carte.attributionControl.setPrefix(false);
  }
  const pose = poser(carte, donnees);
  ecarter(carte, pose);
  let ouvreur = null;
  carte.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", "Fermer");
    ouvreur = popup._source?.getElement?.();
  });
  boite.addEventListener("keydown", (touche) => {
    if (touche.key !== "Escape") return;
    const dedans = boite.querySelector(".leaflet-popup")?.contains(document.activeElement);
    carte.closePopup();
    if (dedans) (ouvreur ?? boite).focus();
  });
  carte.on("resize", () => ecarter(carte, pose));
  carte.on("moveend", () => {
    ecarter(carte, pose);
    suivreLaVue(carte);
  });
  if (vue) suivreLaVue(carte);
}

if (figure?.dataset.geojson) animer();
else if (figure) lire();
