/* The map that moves, over the drawn one: same dispositifs, same signs, nothing fetched elsewhere.
   The view (zoom and centre) stays in the address, after #, and follows the legend's links. */
const figure = document.getElementById("carte");
const SIGNES = { asv: "A", cls: "C", clsm: "M", cpts: "P", dac: "D", cv: "V" };
// Width of a letter disc, and where it may go when its place is taken.
const LETTRE = 24;
const ECARTS = [];
for (let dx = -5; dx <= 5; dx++) for (let dy = -5; dy <= 5; dy++) ECARTS.push([dx * 12, dy * 12]);
ECARTS.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

function pastille(signe) {
  const disque = document.createElement("span");
  disque.className = SIGNES[signe] ? "pastille" : "pastille pastille--vide";
  disque.dataset.type = signe;
  disque.textContent = SIGNES[signe] ?? "";
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

function poser(carte, donnees) {
  const marques = [];
  const fond = donnees.features.filter((f) => !f.properties.dispositifs);
  const lieux = donnees.features.filter((f) => f.properties.dispositifs);
  L.geoJSON(fond, { interactive: false, style: ({ properties }) => ({ className: properties.lieu ? "vive__cadre" : "vive__sol", weight: properties.lieu ? 2.5 : 1 }) }).addTo(carte);
  for (const lieu of lieux) {
    const { point, nom, dispositifs } = lieu.properties;
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
    const lettres = document.createElement("span");
    lettres.append(...signes.map(pastille));
    const titre = `${nom} : ${dispositifs.map((d) => d.nom).join(", ")}`;
    const marque = L.marker([point[1], point[0]], { title: titre, keyboard: true, icon: icone(lettres, signes.length) });
    marque.bindPopup(() => bulle(lieu.properties)).addTo(carte);
    // Leaflet makes it a button: a button needs a name.
    marque.getElement().setAttribute("aria-label", titre);
    marques.push({ element: marque.getElement(), point: marque.getLatLng(), large: LETTRE * signes.length });
  }
  return marques;
}

function icone(lettres, nombre) {
  return L.divIcon({ className: "vive__lettres", html: lettres, iconSize: [LETTRE * nombre, LETTRE] });
}

/* Letters that would hide one another step aside, the closest free place first. */
function ecarter(carte, marques) {
  const pris = [];
  for (const { element, point, large } of marques) {
    const { x, y } = carte.latLngToContainerPoint(point);
    const libre = ([dx, dy]) =>
      pris.every((p) => Math.abs(p.x - x - dx) >= (p.large + large) / 2 || Math.abs(p.y - y - dy) >= LETTRE);
    const [dx, dy] = ECARTS.find(libre) ?? [0, 0];
    pris.push({ x: x + dx, y: y + dy, large });
    element.style.marginLeft = `${dx - large / 2}px`;
    element.style.marginTop = `${dy - LETTRE / 2}px`;
  }
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
    attributionControl: Boolean(figure.dataset.tuiles),
  });
  boite.querySelector(".leaflet-control-zoom-in").title = "Agrandir";
  boite.querySelector(".leaflet-control-zoom-out").title = "Réduire";
  for (const bouton of boite.querySelectorAll(".leaflet-control-zoom a")) {
    bouton.setAttribute("aria-label", bouton.title);
  }
  boite.setAttribute("role", "application");
  boite.setAttribute("aria-label", "Carte : les flèches déplacent, + et − changent l’échelle, Tab va de lieu en lieu");
  const vue = vueDeLAdresse();
  if (vue) carte.setView(vue.centre, vue.zoom);
  else carte.fitBounds([[sud, ouest], [nord, est]]);
  if (figure.dataset.tuiles) {
    L.tileLayer(figure.dataset.tuiles, { attribution: figure.dataset.credit }).addTo(carte);
    carte.attributionControl.setPrefix(false);
  }
  const marques = poser(carte, donnees);
  ecarter(carte, marques);
  carte.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", "Fermer");
  });
  carte.on("zoomend", () => ecarter(carte, marques));
  carte.on("moveend", () => suivreLaVue(carte));
  if (vue) suivreLaVue(carte);
}

if (figure) animer();
