"use strict";
(async () => {
  const $ = (id) => document.getElementById(id);
  const packed = Uint8Array.from(atob($("data").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const held = JSON.parse(await new Response(stream).text());
  const OPEN = new Set(["completed", "announced"]);
  // Paul Tol's muted scheme: told apart by colour-blind people too. The last is of all that has no group of its own.
  const GROUPS = ["#CC6677", "#332288", "#DDCC77", "#117733", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499", "#6699CC", "#661100", "#AAAAAA"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const facts = held.facts.map(([s, o, relation, status, since, until, id, told], i) =>
    ({ i, s, o, relation, status, since, until, id, told, open: OPEN.has(status) }));
  const state = { colour: "label", labels: new Set(held.labels.keys()), relations: new Set(held.relations.keys()), said: true, day: "", over: null, chosen: null };

  const graph = new graphology.MultiDirectedGraph();
  const degree = new Array(held.nodes.length).fill(0);
  for (const fact of facts) { degree[fact.s]++; degree[fact.o]++; }
  const small = held.nodes.length > 1000 ? 0.6 : 1;
  held.nodes.forEach(([id, label, name, x, y, segment, community], n) => graph.addNode(n, {
    x, y, label: name, kind: label, segment, community, size: small * (3 + 1.6 * Math.sqrt(Math.min(degree[n], 80))),
  }));
  for (const fact of facts) {
    if (fact.s !== fact.o) graph.addEdgeWithKey(fact.i, fact.s, fact.o, { size: 1 });
  }

  const holds = (fact) => state.relations.has(fact.relation) && (fact.open || state.said) &&
    (!state.day || ((!fact.since || fact.since <= state.day) && (!fact.until || fact.until > state.day)));
  const shows = (n) => state.labels.has(graph.getNodeAttribute(n, "kind"));
  let visible = new Set(), near = new Set();
  const recount = () => {
    visible = new Set();
    let count = 0;
    for (const fact of facts) {
      if (holds(fact) && shows(fact.s) && shows(fact.o)) { visible.add(fact.s); visible.add(fact.o); count++; }
    }
    const all = held.of > held.nodes.length ? ` of ${held.of.toLocaleString()}` : "";
    $("counts").textContent = `${visible.size.toLocaleString()}${all} nodes, ${count.toLocaleString()} facts` + (held.day ? `, as known on ${held.day}` : "");
  };
  const focus = () => {
    const centre = state.over ?? state.chosen;
    near = new Set();
    if (centre === null) return;
    near.add(centre);
    for (const fact of facts) if (holds(fact)) { if (fact.s === centre) near.add(fact.o); if (fact.o === centre) near.add(fact.s); }
  };
  const colour = (d) => state.colour === "label" ? held.labels[d.kind][1] : GROUPS[Math.min(d[state.colour], GROUPS.length - 1)];

  const hovered = (context, d, settings) => {
    context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
    const width = context.measureText(d.label).width;
    context.fillStyle = theme("raised"); context.strokeStyle = theme("quiet");
    context.beginPath(); context.roundRect(d.x - d.size - 3, d.y - 11, d.size * 2 + width + 14, 22, 6); context.fill(); context.stroke();
    context.fillStyle = colour(d); context.beginPath(); context.arc(d.x, d.y, d.size, 0, 7); context.fill();
    context.fillStyle = theme("ink"); context.fillText(d.label, d.x + d.size + 4, d.y + settings.labelSize / 3);
  };
  const sigma = new Sigma(graph, $("graph"), {
    labelFont: "system-ui, sans-serif", labelSize: 13, renderLabels: false,
    defaultEdgeType: held.nodes.length > 4000 ? "line" : "arrow", hideEdgesOnMove: facts.length > 8000, zIndex: true, stagePadding: innerWidth < 640 ? 24 : 48,
    minCameraRatio: 0.02, maxCameraRatio: 4, defaultDrawNodeHover: hovered,
    nodeReducer: (n, d) => {
      n = Number(n);
      const shown = { ...d, color: colour(d), hidden: !visible.has(n) };
      if (near.size && !near.has(n)) { shown.color = theme("faint"); shown.label = ""; shown.zIndex = 0; }
      else if (near.size) { shown.zIndex = 2; }
      if (n === state.chosen) shown.highlighted = true;
      return shown;
    },
    edgeReducer: (i, d) => {
      const fact = facts[i];
      const shown = { ...d, color: theme("edge"), hidden: !fact.open || !holds(fact) || !shows(fact.s) || !shows(fact.o) };
      const centre = state.over ?? state.chosen;
      if (centre !== null) { if (fact.s === centre || fact.o === centre) { shown.color = theme("quiet"); shown.size = 1.6; shown.zIndex = 1; } else shown.color = theme("faint"); }
      return shown;
    },
  });
  // Above sigma's own layers: what is only said, dashed, and names, none over another, those of large nodes first.
  const layer = sigma.createCanvas("names", { beforeLayer: "hovers", style: { pointerEvents: "none", position: "absolute", inset: "0" } });
  const bySize = [...graph.nodes()].map(Number).sort((a, b) => degree[b] - degree[a] || a - b);
  const widths = new Map();
  const FONT = "500 13px system-ui, sans-serif", TALL = 16, MOST_NAMES = 250;
  const dashes = (context) => {
    context.setLineDash([5, 4]); context.lineWidth = 1.4; context.strokeStyle = theme("said");
    for (const fact of facts) {
      if (fact.open || !holds(fact) || !shows(fact.s) || !shows(fact.o)) continue;
      const from = sigma.framedGraphToViewport(sigma.getNodeDisplayData(fact.s)), to = sigma.framedGraphToViewport(sigma.getNodeDisplayData(fact.o));
      context.beginPath(); context.moveTo(from.x, from.y); context.lineTo(to.x, to.y); context.stroke();
    }
    context.setLineDash([]);
  };
  const names = (context, width, height) => {
    context.font = FONT; context.lineWidth = 3; context.lineJoin = "round"; context.textBaseline = "middle";
    context.strokeStyle = theme("paper"); context.fillStyle = theme("ink");
    const taken = [], spots = [];
    for (const n of bySize) {
      if (!visible.has(n) || (near.size && !near.has(n))) continue;
      const d = sigma.getNodeDisplayData(n), at = sigma.framedGraphToViewport(d), size = sigma.scaleSize(d.size);
      if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) continue;
      spots.push([n, at, size]);
      if (spots.length >= 6 * MOST_NAMES) break;
    }
    // A name may cover no larger node either.
    for (const [, at, size] of spots.slice(0, MOST_NAMES)) if (size > 5) taken.push([at.x - size, at.y - size, at.x + size, at.y + size]);
    let written = 0;
    for (const [n, at, size] of spots) {
      const name = held.nodes[n][2];
      if (!widths.has(name)) widths.set(name, context.measureText(name).width);
      const wide = widths.get(name), gap = size + 4;
      for (const [x, y] of [[at.x + gap, at.y], [at.x - gap - wide, at.y], [at.x - wide / 2, at.y + gap + TALL / 2], [at.x - wide / 2, at.y - gap - TALL / 2]]) {
        const box = [x - 2, y - TALL / 2, x + wide + 2, y + TALL / 2];
        if (box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height) continue;
        if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) continue;
        taken.push(box); context.strokeText(name, x, y); context.fillText(name, x, y); written++;
        break;
      }
      if (written >= MOST_NAMES) break;
    }
  };
  sigma.on("afterRender", () => {
    const ratio = devicePixelRatio || 1, { width, height } = sigma.getDimensions();
    layer.width = width * ratio; layer.height = height * ratio; layer.style.width = `${width}px`; layer.style.height = `${height}px`;
    const context = layer.getContext("2d");
    context.scale(ratio, ratio);
    dashes(context); names(context, width, height);
  });
  const redraw = () => { focus(); recount(); sigma.refresh(); };

  // Chips: colour, name, how many there are; a click switches them.
  const counted = (rows, of) => rows.map((_, i) => of.reduce((sum, one) => sum + (one === i), 0));
  const chip = (box, text, count, dot, set, i) => {
    const label = document.createElement("label"), input = document.createElement("input"), number = document.createElement("span");
    input.type = "checkbox"; input.checked = true;
    input.addEventListener("change", () => { input.checked ? set.add(i) : set.delete(i); redraw(); });
    label.append(input);
    if (dot) { const mark = document.createElement("span"); mark.className = "dot"; mark.style.background = dot; label.append(mark); }
    number.className = "count"; number.textContent = count.toLocaleString();
    label.append(text, number); box.append(label);
  };
  const spoken = { FundingRound: "funding round", Workload: "segment" };
  const kinds = counted(held.labels, held.nodes.map((n) => n[1]));
  held.labels.forEach(([name, dot], i) => chip($("labels"), spoken[name] ?? name.toLowerCase(), kinds[i], dot, state.labels, i));
  const uses = counted(held.relations, facts.map((f) => f.relation));
  held.relations.forEach(([, words], i) => chip($("relations"), words, uses[i], "", state.relations, i));
  const groups = () => {
    const box = $("groups");
    box.querySelectorAll("p").forEach((p) => p.remove());
    box.hidden = state.colour === "label";
    const names = state.colour === "segment" ? held.segments : Array.from({ length: held.communities }, (_, i) => `community ${i + 1}`);
    [...names, "others"].forEach((name, i) => {
      const line = document.createElement("p"), mark = document.createElement("span");
      mark.className = "dot"; mark.style.cssText = `background:${GROUPS[i === names.length ? GROUPS.length - 1 : i]};display:inline-block;margin-right:.4rem`;
      line.append(mark, name); box.append(line);
    });
  };
  $("colour").addEventListener("change", (event) => { state.colour = event.target.value; groups(); redraw(); });
  $("said").addEventListener("change", (event) => { state.said = event.target.checked; redraw(); });
  if (innerWidth < 640) $("legend").open = false;

  // The slider goes by month from the first day to the last.
  const days = facts.flatMap((f) => [f.since, f.until]).filter(Boolean).sort();
  if (days.length) {
    const month = (day) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1;
    const slider = $("day");
    slider.min = month(days[0]); slider.max = month(days[days.length - 1]) + 1; slider.value = slider.max;
    const said = () => {
      const at = Number(slider.value), last = at === Number(slider.max);
      state.day = last ? "" : `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}-31`;
      $("date").textContent = last ? "all days" : state.day.slice(0, 7);
      slider.setAttribute("aria-valuetext", $("date").textContent);
    };
    slider.addEventListener("input", () => { said(); redraw(); });
    said();
  } else $("time").hidden = true;

  // The panel: what a node is, and each of its facts with its sentences.
  const line = (tag, text, parent) => { const made = document.createElement(tag); made.textContent = text; parent.append(made); return made; };
  const link = (n, parent) => { const made = line("button", held.nodes[n][2], parent); made.className = "name"; made.addEventListener("click", () => choose(n, true)); };
  const verb = (fact) => fact.open ? held.relations[fact.relation][1] : `${held.relations[fact.relation][1]} (${fact.status})`;
  const choose = (n, moves) => {
    state.chosen = n; state.over = null;
    $("panel").hidden = n === null;
    if (n !== null) {
      const box = $("told"), [id, label, name] = held.nodes[n], segment = held.segments[held.nodes[n][5]];
      box.replaceChildren();
      line("h2", name, box);
      line("p", `${spoken[held.labels[label][0]] ?? held.labels[label][0].toLowerCase()}${segment && segment !== name ? `, in or near ${segment}` : ""} · ${id}`, box);
      for (const fact of facts.filter((f) => (f.s === n || f.o === n) && holds(f))) {
        const head = document.createElement("h3");
        fact.s === n ? head.append(`${verb(fact)} `) : (link(fact.s, head), head.append(` ${verb(fact)} this`));
        if (fact.s === n) link(fact.o, head);
        box.append(head);
        line("p", [fact.status, fact.since && `since ${fact.since}`, fact.until && `until ${fact.until}`, fact.id].filter(Boolean).join(" · "), box);
        for (const number of fact.told) {
          const [sentence, title, url, day, status] = held.sentences[number];
          line("blockquote", sentence, box);
          const from = document.createElement("p");
          if (/^https?:\/\//.test(url)) { const a = line("a", title || url, from); a.href = url; a.rel = "noopener noreferrer"; } else from.append(title);
          from.append(` · ${day || "undated"} · says: ${status}`); box.append(from);
        }
      }
      if (moves) sigma.getCamera().animate({ ...sigma.getNodeDisplayData(n), ratio: Math.min(sigma.getCamera().ratio, 0.35) }, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300 });
    }
    redraw();
  };
  sigma.on("enterNode", ({ node }) => { state.over = Number(node); focus(); sigma.refresh({ skipIndexation: true }); });
  sigma.on("leaveNode", () => { state.over = null; focus(); sigma.refresh({ skipIndexation: true }); });
  sigma.on("clickNode", ({ node }) => choose(Number(node), false));
  sigma.on("clickStage", () => choose(null, false));
  $("close").addEventListener("click", () => { choose(null, false); $("graph").focus(); });

  // Find: names as they are, in whatever case; what is not there is said.
  const folded = held.nodes.map((n) => n[2].toLowerCase());
  [...new Set(held.nodes.map((n) => n[2]))].slice(0, 2000).forEach((name) => { const option = document.createElement("option"); option.value = name; $("names").append(option); });
  const find = () => {
    const text = $("q").value.trim().toLowerCase();
    if (!text) return;
    let n = folded.indexOf(text);
    if (n < 0) n = folded.findIndex((name) => name.startsWith(text));
    if (n < 0) n = folded.findIndex((name) => name.includes(text));
    if (n < 0) $("counts").textContent = `Nothing here is called “${$("q").value.trim()}”.`; else choose(n, true);
  };
  $("find").addEventListener("submit", (event) => { event.preventDefault(); find(); });
  $("q").addEventListener("change", find);
  addEventListener("keydown", (event) => {
    const typing = /INPUT|SELECT|TEXTAREA/.test(event.target.tagName), camera = sigma.getCamera(), step = 0.08 * camera.ratio;
    if (event.key === "Escape") { choose(null, false); return; }
    if (typing) return;
    if (event.key === "/") { event.preventDefault(); $("q").focus(); }
    if (event.target !== $("graph")) return;
    const moves = { ArrowLeft: { x: camera.x - step }, ArrowRight: { x: camera.x + step }, ArrowUp: { y: camera.y + step }, ArrowDown: { y: camera.y - step }, "+": { ratio: camera.ratio / 1.3 }, "-": { ratio: camera.ratio * 1.3 }, 0: { x: 0.5, y: 0.5, ratio: 1 } }[event.key];
    if (moves) { event.preventDefault(); camera.setState(moves); }
  });

  // The table is filled when it is opened: few need it, and it is long.
  $("words").addEventListener("toggle", () => {
    if ($("rows").childElementCount) return;
    for (const fact of facts.slice(0, 5000)) {
      const row = document.createElement("tr");
      [held.nodes[fact.s][2], held.relations[fact.relation][1], held.nodes[fact.o][2], fact.status, fact.since].forEach((text) => line("td", text, row));
      $("rows").append(row);
    }
  });
  dark.addEventListener("change", redraw);
  $("source").textContent = held.day ? ` published by ${held.day}` : "";
  redraw();
  document.documentElement.dataset.drawn = String(held.nodes.length);
})();
