
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const [ID, LABEL, NAME] = [0, 1, 2];
  const FACT = { id: 0, subject: 1, predicate: 2, object: 3, status: 4, support: 5, since: 6, sentences: 7, verb: 8 };
  const ESTABLISHED = new Set(["completed", "announced"]);
  const FIRST_FACTS = 30, HITS = 12, ROWS = 32, ROW = 26;
  document.documentElement.classList.add("scripted");

  // Parsed when first needed: the page shows without it.
  let known;
  const island = () => (known ??= indexed(JSON.parse($("island").textContent)));

  function indexed(data) {
    data.of = data.entities.map(() => []);
    data.facts.forEach((fact, number) => {
      data.of[fact[FACT.subject]].push(number);
      if (fact[FACT.object] !== fact[FACT.subject]) data.of[fact[FACT.object]].push(number);
    });
    data.entity = new Map(data.entities.map((entity, number) => [entity[ID], number]));
    data.fact = new Map(data.facts.map((fact, number) => [fact[FACT.id], number]));
    data.folded = data.entities.map((entity) => entity[NAME].toLowerCase());
    return data;
  }

  function made(tag, text, attributes = {}, ...children) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const link = (key) => "#" + encodeURIComponent(key);
  const name = (number) => island().entities[number][NAME];

  function told(fact) {
    const sentence = `${name(fact[FACT.subject])} ${fact[FACT.verb]} ${name(fact[FACT.object])}`;
    // The verbs of deals say it themselves: "is said to acquire", "did not acquire".
    if (ESTABLISHED.has(fact[FACT.status]) || / (to|might|denies that it|not) acquires?$/.test(` ${fact[FACT.verb]}`)) return sentence;
    const refuted = ["denied", "cancelled"].includes(fact[FACT.status]);
    return `${refuted ? "Not so" : "Only said"} (${fact[FACT.status]}): ${sentence}`;
  }

  // The panel: what stands behind a mark.

  function evidence(fact) {
    const { sentences, documents } = island();
    const shown = made("article", "", { class: ESTABLISHED.has(fact[FACT.status]) ? "fact" : "fact unestablished" });
    shown.append(made("h3", told(fact)));
    const support = fact[FACT.support];
    const parts = [`${support} ${support === 1 ? "document" : "documents"}`];
    if (fact[FACT.since]) parts.push(`since ${fact[FACT.since]}`);
    const meta = made("p", "", { class: "meta" });
    meta.append(made("b", fact[FACT.status], { class: "status" }), ` · ${parts.join(" · ")} · `, made("code", fact[FACT.id]));
    shown.append(meta);
    for (const place of fact[FACT.sentences]) {
      const [text, document_, status] = sentences[place];
      const [title, url, published] = documents[document_], [address, day] = sentences[place][3] || [url, published];
      if (!text) { shown.append(made("p", `From tarpit’s own list (${title}), not from a document.`, { class: "note" })); continue; }
      const row = sentences[place][3], footer = made("footer");
      footer.append(
        address ? made("a", title, { href: address, rel: "noopener noreferrer", target: "_blank" }) : title,
        ...(row && !day ? [] : [` · ${day || "undated"}`]), ` · says: ${status}`,
      );
      shown.append(row ? made("p", `A row of ${title}: ${text}`, { class: "row" }, footer) : made("blockquote", `“${text}”`, {}, footer));
    }
    return shown;
  }

  function listed(facts) {
    const body = $("panel-body");
    let next = 0;
    const more = made("button", "", { type: "button", class: "more" });
    const show = () => {
      more.remove();
      body.append(...facts.slice(next, next + FIRST_FACTS).map((n) => evidence(island().facts[n])));
      next += FIRST_FACTS;
      if (next < facts.length) {
        more.textContent = `Show more of ${facts.length} facts`;
        body.append(more);
      }
    };
    more.addEventListener("click", show);
    body.replaceChildren();
    show();
  }

  function weight(number) {
    const fact = island().facts[number];
    return fact[FACT.predicate] * 1e6 - fact[FACT.support];
  }

  // Returns a title, what it is, and the facts; nothing where a key names a part of the page.
  function behind(key) {
    const data = island();
    if (data.fact.has(key)) {
      const number = data.fact.get(key);
      return [told(data.facts[number]), "Fact", [number]];
    }
    if (Object.hasOwn(data.marks, key)) return [data.marks[key][0], "", data.marks[key][1]];
    if (data.entity.has(key)) {
      const number = data.entity.get(key);
      const facts = [...data.of[number]].sort((a, b) => weight(a) - weight(b));
      return [name(number), data.entities[number][LABEL], facts];
    }
    return null;
  }

  // The segments that a product serves, or that the products of a company do.
  function segments(number) {
    const { facts, of } = island(), found = new Set();
    const serves = (one) => of[one].map((n) => facts[n]).filter((f) => f[FACT.subject] === one && f[FACT.verb] === "serves").forEach((f) => found.add(f[FACT.object]));
    serves(number);
    of[number].map((n) => facts[n]).filter((f) => f[FACT.subject] === number && f[FACT.verb] === "makes").forEach((f) => serves(f[FACT.object]));
    return [...found].slice(0, 4);
  }

  let opened = false;
  function follow() {
    let key;
    try { key = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const found = key.includes(":") ? behind(key) : null;
    if (!found) {
      if ($("panel").open) $("panel").close();
      return;
    }
    const [title, kind, facts] = found;
    $("panel-title").textContent = title;
    $("panel-kind").replaceChildren(`${kind}${kind ? " · " : ""}${facts.length} ${facts.length === 1 ? "fact" : "facts"}`);
    listed(facts);
    if (island().entity.has(key)) {
      for (const segment of segments(island().entity.get(key))) {
        $("panel-kind").append(" · in ", made("a", name(segment), { href: link(island().entities[segment][ID]) }));
      }
      const rated = [...document.querySelectorAll("#acquirers tbody tr")].find((row) => row.querySelector("th a").hash === link(key));
      if (rated) {
        const [, buyer, score] = rated.querySelectorAll("a");
        $("panel-kind").append(" · likely buyer: ", made("a", `${buyer.textContent} (${score.textContent})`, { href: score.hash }));
      }
      const show = made("a", "Show its neighbours", { href: "#neighbours" });
      show.addEventListener("click", () => draw(island().entity.get(key)));
      $("panel-kind").append(" · ", show);
    }
    if (!$("panel").open) $("panel").showModal();
    $("panel").scrollTop = 0;
    opened = true;
  }

  addEventListener("hashchange", follow);
  $("close").addEventListener("click", () => $("panel").close());
  $("panel").addEventListener("click", (event) => { if (event.target === $("panel")) $("panel").close(); });
  // The address names what is open; without it the same mark could not be opened again.
  $("panel").addEventListener("close", () => {
    if (opened && /:|%3A/.test(location.hash)) history.replaceState(null, "", location.pathname + location.search);
    opened = false;
  });

  // What of the map to show; the address keeps it, so that a link shares it.

  function only(kind) {
    $("map").dataset.only = $("only").value = kind;
  }

  $("only").addEventListener("change", () => {
    const kind = $("only").value, address = new URL(location.href);
    kind ? address.searchParams.set("only", kind) : address.searchParams.delete("only");
    history.replaceState(null, "", address);
    only(kind);
  });
  const asked = new URLSearchParams(location.search).get("only");
  if ([...$("only").options].some((option) => option.value === asked)) only(asked);

  // Search.

  function found(words) {
    const data = island(), wanted = words.toLowerCase().trim(), hits = [];
    if (!wanted) return hits;
    data.folded.forEach((folded, number) => {
      const at = folded.indexOf(wanted);
      if (at >= 0) hits.push([at === 0 ? 0 : 1, -data.of[number].length, number]);
    });
    return hits.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((hit) => hit[2]);
  }

  // Facts whose sentences, or whose documents' titles, have all the words: where no name has them.
  function saying(text) {
    const { facts, sentences, documents } = island(), words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const has = sentences.map(([sentence, document_]) => {
      const all = `${sentence} ${documents[document_][0]}`.toLowerCase();
      return words.every((word) => all.includes(word));
    });
    return facts.filter((fact) => fact[FACT.sentences].some((place) => has[place]));
  }

  function search() {
    const text = $("q").value.trim(), hits = found(text), facts = hits.length ? [] : saying(text);
    const entries = hits.slice(0, HITS).map((number) => [island().entities[number][ID], name(number), island().entities[number][LABEL]]);
    entries.push(...facts.slice(0, HITS).map((fact) => [fact[FACT.id], told(fact), "said"]));
    $("hits").replaceChildren(...entries.map(([id, title, kind]) =>
      made("li", "", {}, made("a", "", { href: link(id) }, made("bdi", title), made("span", kind, { class: "note" })))));
    $("hits").hidden = !entries.length;
    const count = hits.length || facts.length;
    $("hits-count").textContent = !text ? "" : count ? `${count} found` : `No name and no sentence here has “${text}”.`;
  }

  const box = document.querySelector(".search");
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) { event.preventDefault(); $("q").focus(); }
  });
  $("q").addEventListener("input", search);
  $("q").addEventListener("focus", search);
  box.addEventListener("keydown", (event) => {
    const links = [$("q"), ...$("hits").querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { $("hits").hidden = true; $("q").focus(); }
    if (event.key === "Enter" && event.target === $("q") && links[1]) links[1].click();
    if (!step || $("hits").hidden) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, links.indexOf(event.target) + step))].focus();
  });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) $("hits").hidden = true; });
  $("hits").addEventListener("mousedown", (event) => event.preventDefault());

  // Neighbours: rows on one or both sides of a name, so that no label meets another at any width.

  function shape(tag, attributes, text, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    if (text) element.textContent = text;
    element.append(...children);
    return element;
  }

  function neighbours(centre) {
    const best = new Map();
    for (const number of island().of[centre]) {
      const fact = island().facts[number];
      if (!ESTABLISHED.has(fact[FACT.status])) continue;
      const other = fact[FACT.subject] === centre ? fact[FACT.object] : fact[FACT.subject];
      const standing = best.get(other);
      if (other !== centre && (standing === undefined || weight(number) < weight(standing))) best.set(other, number);
    }
    return [...best].sort((a, b) => weight(a[1]) - weight(b[1]) || a[0] - b[0]);
  }

  let drawn = null;
  function draw(centre) {
    drawn = centre;
    const all = neighbours(centre), shown = all.slice(0, ROWS);
    const width = $("drawing").clientWidth || 320, both = width > 720;
    const sides = both ? [shown.filter((_, i) => i % 2 === 0), shown.filter((_, i) => i % 2)] : [shown];
    const height = ROW * Math.max(...sides.map((side) => side.length), 1) + 20;
    const x = both ? width / 2 : 14, y = height / 2;
    const svg = shape("svg", { height, role: "group", "aria-label": `Neighbours of ${name(centre)}` });
    sides.forEach((side, number) => side.forEach(([other, fact], row) => {
      svg.append(...neighbour(other, fact, { x, y, width, both, right: number === 0, row: 10 + ROW * (row + 0.5 + (height / ROW - 1 - side.length) / 2) }));
    }));
    svg.append(shape("circle", { class: `l-${island().entities[centre][LABEL]}`, cx: x, cy: y, r: 9 }));
    $("drawing").replaceChildren(svg);
    $("centre").textContent = name(centre);
    const left = all.length - shown.length;
    $("drawing-more").textContent = left ? `${left} more are not drawn; its evidence lists them all.` : "";
  }

  const cut = (text, room) => (text.length > room ? text.slice(0, Math.max(room - 1, 1)) + "…" : text);

  function neighbour(other, fact, { x, y, width, both, right, row }) {
    const sign = right ? 1 : -1, reach = both ? Math.min(width * 0.22, 260) : Math.min(width * 0.3, 110);
    const end = x + sign * reach, anchor = right ? "start" : "end";
    const room = Math.floor((both ? width / 2 - reach - 24 : width - end - 24) / 7.5);
    const full = name(other), short = cut(full, room);
    const middle = x + sign * reach * 0.5;
    const line = shape("path", { d: `M${x} ${y}C${middle} ${y} ${middle} ${row} ${end} ${row}` });
    const text = shape("text", { x: end + sign * 10, y: row + 4, "text-anchor": anchor }, short);
    const target = shape("a", { href: "#neighbours", "aria-label": `${full}: show its neighbours` }, "",
      shape("title", {}, full), shape("circle", { class: `l-${island().entities[other][LABEL]}`, cx: end, cy: row, r: 6 }), text);
    target.addEventListener("click", (event) => { event.preventDefault(); draw(other); $("neighbours-title").scrollIntoView({ block: "nearest" }); });
    const said = island().facts[fact], verb = cut(said[FACT.verb], Math.floor((reach - 14) / 5.6));
    const label = shape("a", { href: link(said[FACT.id]), "aria-label": told(said) }, "",
      shape("text", { class: "word", x: end - sign * 10, y: row - 3, "text-anchor": right ? "end" : "start" }, verb));
    return both || reach > 90 ? [line, label, target] : [line, target];
  }

  function first() {
    const { entities, of } = island();
    let most = -1;
    entities.forEach((entity, number) => {
      if (entity[LABEL] === "Company" && (most < 0 || of[number].length > of[most].length)) most = number;
    });
    if (most >= 0) draw(most);
  }

  new IntersectionObserver((seen, observer) => {
    if (seen.some((entry) => entry.isIntersecting) && drawn === null) { first(); observer.disconnect(); }
  }, { rootMargin: "400px" }).observe($("neighbours"));
  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => drawn !== null && draw(drawn), 100); });
  addEventListener("beforeprint", () => document.querySelectorAll(".matrix, .said, .layer").forEach((one) => { one.open = true; }));

  follow();
})();
