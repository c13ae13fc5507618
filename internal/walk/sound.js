// What WCAG 2.2 AA asks of every page and a program can tell, beside the
// faults of page.js. Evaluates to an object of functions; the page is left as
// it was, but for the focus.
(() => {
  const squeeze = (s) => (s || "").replace(/\s+/g, " ").trim();
  const shown = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && el.getClientRects().length > 0;
  const brief = (el) => el.outerHTML.replace(/\s+/g, " ").slice(0, 150);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const pressed = "a[href],button,summary,input:not([type=hidden]),select,textarea,[tabindex='0']";

  // rgba reads any colour of CSS as four numbers, the last from 0 to 1.
  const board = document.createElement("canvas").getContext("2d", { willReadFrequently: true }), known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      board.clearRect(0, 0, 1, 1);
      board.fillStyle = colour;
      board.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = board.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a)).concat(1);
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };

  // ground is the colour behind an element.
  const ground = (el) => {
    const layers = [];
    for (let at = el; at; at = at.parentElement) {
      const c = rgba(getComputedStyle(at).backgroundColor);
      if (c[3] > 0) layers.push(c);
      if (c[3] === 1) break;
    }
    return layers.reverse().reduce((under, c) => over(c, under), [255, 255, 255, 1]);
  };

  // drawn is the colour behind a text in a drawing: the last shape before it
  // that covers its middle, or the ground of the drawing.
  const drawn = (text) => {
    const root = text.ownerSVGElement, r = text.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
    let under = ground(root.parentElement);
    for (const el of root.querySelectorAll("rect,circle,path,ellipse,polygon,text")) {
      if (el === text || el.contains(text)) break;
      if (el.tagName === "text") continue;
      const s = el.getBoundingClientRect(), style = getComputedStyle(el), fill = style.fill;
      if (s.left > x || s.right < x || s.top > y || s.bottom < y || fill === "none" || fill.startsWith("url")) continue;
      const c = rgba(fill);
      under = over([c[0], c[1], c[2], c[3] * style.opacity * style.fillOpacity], under);
    }
    return under;
  };

  const dim = (el) => { let o = 1; for (let at = el; at; at = at.parentElement) o *= getComputedStyle(at).opacity; return o; };
  const idle = (el) => el.closest(":disabled,[aria-disabled=true],[inert]") || (el.closest("label") && el.closest("label").control?.disabled);

  return {
    // contrast lists texts that are too pale on their ground.
    contrast() {
      const faults = new Map();
      const judge = (el, colour, under, what) => {
        const style = getComputedStyle(el), size = parseFloat(style.fontSize), bold = style.fontWeight >= 700;
        const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
        const c = rgba(colour), got = contrast(over([c[0], c[1], c[2], c[3] * dim(el)], under), under);
        if (got < least - 0.01) faults.set(what + colour + under, "contrast " + got.toFixed(2) + " of “" + what + "”: " + colour + " on rgb(" + under.slice(0, 3).map(Math.round) + ") " + brief(el));
      };
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const el = texts.currentNode.parentElement, text = squeeze(texts.currentNode.data);
        if (!text || !shown(el) || idle(el) || el.closest("script,style,noscript,title,desc,option")) continue;
        const part = el.closest("text"), style = getComputedStyle(el);
        if (part) judge(el, style.fill, drawn(part), text.slice(0, 30));
        else if (!el.closest("svg")) judge(el, style.color, ground(el), text.slice(0, 30));
      }
      for (const el of all("input,textarea,select")) {
        if (!shown(el) || idle(el) || ["checkbox", "radio", "hidden", "range", "color"].includes(el.type)) continue;
        judge(el, getComputedStyle(el).color, ground(el), "field " + (el.name || el.id));
        if (el.placeholder) judge(el, getComputedStyle(el, "::placeholder").color, ground(el), "placeholder " + el.placeholder);
      }
      return [...faults.values()];
    },

    // order lists headings that jump, tables without heads, and references to
    // nothing.
    order() {
      const faults = [], say = (what, el) => faults.push(what + ": " + brief(el));
      let level = 0;
      for (const el of all("h1,h2,h3,h4,h5,h6").filter(shown)) {
        const now = +el.tagName[1];
        if (level && now > level + 1) say("heading jumps from level " + level, el);
        if (!squeeze(el.textContent)) say("empty heading", el);
        level = now;
      }
      for (const el of all("table:not([role=presentation])")) {
        if (!el.querySelector("th")) say("table without heads", el);
        for (const th of el.querySelectorAll("th:not([scope])")) say("head without scope", th);
      }
      for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-errormessage", "aria-activedescendant", "for", "list", "form"]) {
        for (const el of all("[" + name + "]")) for (const id of el.getAttribute(name).split(/\s+/)) if (id && !document.getElementById(id)) say(name + " names nothing", el);
      }
      for (const el of all("use[href^='#'],a[href^='#']:not([href^='#orang'],[href^='#?'])")) {
        const id = el.getAttribute("href").slice(1);
        if (id && !document.getElementById(decodeURIComponent(id))) say("href names nothing", el);
      }
      for (const el of all("svg[role=img]")) if (!el.getAttribute("aria-label") && !el.querySelector("title") && !el.getAttribute("aria-labelledby")) say("drawing without name", el);
      for (const el of all("svg:not([role]):not([aria-hidden=true])")) if (!el.closest("[aria-hidden=true],svg svg") && shown(el)) say("drawing neither named nor hidden", el);
      for (const el of all("[aria-hidden=true]")) if ((el.matches(pressed) && el.tabIndex >= 0) || [...el.querySelectorAll(pressed)].some((x) => x.tabIndex >= 0 && shown(x))) say("hidden from readers, yet takes the focus", el);
      for (const el of all("li")) if (!el.parentElement.matches("ul,ol,menu")) say("item without list", el);
      for (const el of all("ul,ol")) for (const x of el.children) if (!x.matches("li,script,template")) say("not an item of the list", x);
      for (const el of all("dt,dd")) if (!el.closest("dl")) say("term without list", el);
      for (const el of all("[tabindex]")) if (el.tabIndex > 0) say("tabindex above 0", el);
      for (const el of all("input[type=radio],input[type=checkbox]").filter((x) => x.name && x.type === "radio")) if (!el.closest("fieldset,[role=radiogroup],[role=group]")) say("choice outside of a named group", el);
      for (const el of all("fieldset")) if (!el.querySelector("legend") && !el.getAttribute("aria-label") && !el.getAttribute("aria-labelledby")) say("group without name", el);
      for (const el of all("button,a[href]")) if (el.querySelector("button,a[href],input,select")) say("a control within a control", el);
      if (all("main").length !== 1) faults.push(all("main").length + " main parts, want one");
      return faults;
    },

    // targets lists what is too small to be touched: 24 px, or as much room
    // around it; 44 px for the main acts. Links within a sentence are excused.
    targets() {
      const faults = [], list = all("a[href],button,summary,input:not([type=hidden]),select,textarea").filter((el) => shown(el) && !idle(el));
      const place = (el) => {
        const r = el.getBoundingClientRect(), label = ["checkbox", "radio", "file"].includes(el.type) && el.labels?.[0]?.getBoundingClientRect();
        if (!label) return r;
        const x = Math.min(r.left, label.left), y = Math.min(r.top, label.top);
        return new DOMRect(x, y, Math.max(r.right, label.right) - x, Math.max(r.bottom, label.bottom) - y);
      };
      const inline = (el) => getComputedStyle(el).display === "inline" && [...el.parentElement.childNodes].some((n) => n.nodeType === 3 && /\p{L}/u.test(n.data));
      const spots = list.map((el) => [el, place(el)]);
      for (const [el, r] of spots) {
        if (r.bottom < 1 && scrollY === 0 && el.closest(".skip,.vh")) continue;
        if (innerWidth < 720 && el.matches(".btn-main,.btn-badmain") && r.height < 43.5) faults.push("main act " + r.height + " px high: " + brief(el));
        if ((r.width >= 23.5 && r.height >= 23.5) || inline(el)) continue;
        const x = r.x + r.width / 2, y = r.y + r.height / 2;
        const near = spots.find(([o, s]) => o !== el && !el.contains(o) && !o.contains(el) && Math.hypot(Math.max(s.left - x, 0, x - s.right), Math.max(s.top - y, 0, y - s.bottom)) < 12);
        if (near) faults.push("target of " + Math.round(r.width) + " × " + Math.round(r.height) + " px close to another: " + brief(el));
      }
      return faults;
    },

    // boxes lists parts that scroll sideways and cannot be reached by keys.
    boxes() {
      const faults = [];
      for (const el of all("body *")) {
        if (el.scrollWidth <= el.clientWidth + 1 || !el.clientWidth) continue;
        const how = getComputedStyle(el).overflowX;
        if ((how === "auto" || how === "scroll") && shown(el) && !el.matches("textarea,input,select") && el.tabIndex < 0 && ![...el.querySelectorAll(pressed)].some(shown)) faults.push("scrolls sideways but takes no focus: " + brief(el));
      }
      return faults;
    },

    // focus lists controls on which the focus cannot be seen, or that something
    // covers when they have it.
    focus() {
      const faults = [], tried = new Set();
      const look = (el) => { const s = getComputedStyle(el); return [s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 ? s.outlineColor + s.outlineWidth : "", s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine].join("|"); };
      const around = (el) => [el, el.parentElement, el.closest("label"), el.nextElementSibling].filter(Boolean).map(look).join("/");
      for (const el of all(pressed).filter((x) => shown(x) && !idle(x) && x.tabIndex >= 0)) {
        const kind = el.tagName + el.type + el.className + el.parentElement.className, first = !tried.has(kind);
        if (!first && tried.size > 40) continue;
        tried.add(kind);
        el.blur();
        const before = first && around(el);
        el.focus({ focusVisible: true });
        if (document.activeElement !== el) continue;
        if (first && around(el) === before) faults.push("focus cannot be seen: " + brief(el));
        const rects = [...el.getClientRects()].filter((r) => r.width > 2 && r.height > 2);
        const seen = rects.some((r) => [[0.5, 0.5], [0.1, 0.15], [0.9, 0.15], [0.1, 0.85], [0.9, 0.85]].some(([x, y]) => {
          const hit = document.elementFromPoint(r.x + r.width * x, r.y + r.height * y);
          return hit && (el.contains(hit) || hit === el.parentElement || hit === el.parentElement.parentElement || hit.closest("label")?.control === el);
        }));
        if (rects.length && !seen) faults.push("covered when it has the focus: " + brief(el));
      }
      document.activeElement?.blur();
      scrollTo(0, 0);
      return faults;
    },

    // refuse empties the first form that asks for something and sends it. It
    // says whether there was one.
    refuse() {
      const asks = "input:not([type=hidden]):not([type=radio]):not([type=checkbox])[required],textarea[required]";
      const form = all("main form[method=post]").find((f) => f.querySelector(asks) && !f.querySelector("[type=password][autocomplete=current-password]"));
      if (!form) return false;
      for (const el of form.querySelectorAll(asks)) el.value = "";
      form.noValidate = true;
      HTMLFormElement.prototype.submit.call(form);
      return true;
    },

    // words returns the language of the page, its title, and every text that
    // people read or hear.
    words() {
      const list = new Set([squeeze(document.title)]), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const el = texts.currentNode.parentElement;
        if (!el.closest("script,style,[lang]:not(html)")) list.add(squeeze(texts.currentNode.data));
      }
      for (const name of ["aria-label", "title", "placeholder", "alt", "data-l", "data-copied", "aria-roledescription"]) for (const el of all("[" + name + "]")) if (!el.closest("[lang]:not(html)")) list.add(squeeze(el.getAttribute(name)));
      for (const el of all("input[type=submit],input[type=button]")) list.add(squeeze(el.value));
      list.delete("");
      return { Lang: document.documentElement.lang, Title: squeeze(document.title), Texts: [...list] };
    },
  };
})()
