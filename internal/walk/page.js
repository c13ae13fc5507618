// What a person finds on a page: things to press by their words, fields by
// their labels; and what nobody should find. Evaluates to an object of
// functions; nothing is changed on the page.
(() => {
  const squeeze = (s) => (s || "").replace(/\s+/g, " ").trim();
  const shown = (el) => el.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && el.getClientRects().length > 0;
  const byId = (ids) => squeeze((ids || "").split(" ").map((id) => document.getElementById(id)?.textContent || "").join(" "));
  const top = () => { const open = [...document.querySelectorAll("dialog[open]")]; return open.length ? open[open.length - 1] : document; };

  // name is what a screen reader would say.
  const name = (el) => squeeze(el.getAttribute("aria-label")) || byId(el.getAttribute("aria-labelledby")) ||
    (el.labels && el.labels.length ? squeeze([...el.labels].map((l) => l.textContent).join(" ")) : "") ||
    squeeze(el.innerText || el.textContent || el.value) || squeeze(el.title) || squeeze(el.querySelector("img")?.alt);

  // best picks whole matches before beginnings, and beginnings before parts.
  const best = (list, text) => {
    const want = squeeze(text).toLowerCase(), named = list.map((el) => [el, name(el).toLowerCase()]);
    return (named.find(([, n]) => n === want) || named.find(([, n]) => n.startsWith(want)) || named.find(([, n]) => n.includes(want)) || [null])[0];
  };

  const control = (text) => best([...top().querySelectorAll("a[href],button,summary,[role=button],[role=tab],label:has(input[type=checkbox]),label:has(input[type=radio]),input[type=submit]")].filter(shown), text);
  const field = (label) => best([...top().querySelectorAll("input:not([type=hidden]):not([type=submit]),select,textarea")].filter((el) => !el.closest("[aria-hidden=true]") && el.getAttribute("aria-hidden") !== "true"), label);

  return {
    control, field,

    // spot brings a control into view and says where to press it, or what lies
    // over it.
    spot(text) {
      const el = control(text);
      if (!el) return { Missing: true };
      el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const r = el.getClientRects()[0], x = r.x + r.width / 2, y = r.y + r.height / 2;
      const hit = document.elementFromPoint(x, y);
      const free = hit && (el === hit || el.contains(hit) || hit.contains(el) && hit.tagName === "LABEL");
      return { X: x, Y: y, Over: free ? "" : (hit ? hit.outerHTML.slice(0, 120) : "nothing: outside the window") };
    },

    // enter readies a field for typing, or sets it where typing depends on the
    // country of the browser. It says whether text must still be typed.
    enter(label, value) {
      const el = field(label);
      if (!el) return { Missing: true };
      el.focus();
      if (el.tagName === "SELECT") {
        const option = [...el.options].find((o) => squeeze(o.text) === squeeze(value)) || [...el.options].find((o) => o.value === value);
        if (!option) return { Problem: "no such choice; there are: " + [...el.options].map((o) => squeeze(o.text)).join(" | ") };
        el.value = option.value;
      } else if (["date", "time", "month", "number", "datetime-local", "range", "color"].includes(el.type)) {
        el.value = value;
      } else {
        el.select();
        return { Type: true };
      }
      el.dispatchEvent(new Event("input", { bubbles: true }));
      el.dispatchEvent(new Event("change", { bubbles: true }));
      return {};
    },

    text: () => squeeze(document.title + " " + top().body?.innerText + " " + (top() === document ? "" : top().innerText) + " " + [...document.querySelectorAll("input,textarea")].map((f) => (f.type === "password" || f.type === "hidden" ? "" : f.value)).join(" ")),
    ready: () => document.readyState === "complete",
    wider: () => {
      if (document.documentElement.scrollWidth <= innerWidth) return [];
      const wide = [...document.querySelectorAll("body *")].filter((el) => shown(el) && el.getBoundingClientRect().right > innerWidth + 1);
      return ["wider than " + innerWidth + " px: " + wide.slice(-3).map((el) => el.outerHTML.slice(0, 100)).join(" … ")];
    },

    // faults lists what no page may have.
    faults() {
      const all = [], say = (what, el) => all.push(what + ": " + el.outerHTML.slice(0, 140));
      if (!squeeze(document.title)) all.push("no title");
      if (!document.documentElement.lang) all.push("no language");
      if (document.querySelectorAll("h1").length !== 1) all.push(document.querySelectorAll("h1").length + " headings of the first level, want one");
      const ids = new Set();
      for (const el of document.querySelectorAll("[id]")) { if (ids.has(el.id)) say("id stands twice", el); ids.add(el.id); }
      for (const el of document.querySelectorAll("[style]")) say("style attribute", el);
      for (const el of document.querySelectorAll("style, script:not([src]):not([type='application/json'])")) say("inline style or script", el);
      for (const el of document.querySelectorAll("input:not([type=hidden]):not([type=submit]),select,textarea")) {
        if (el.getAttribute("aria-hidden") !== "true" && !el.labels?.length && !el.getAttribute("aria-label") && !byId(el.getAttribute("aria-labelledby"))) say("field without label", el);
      }
      for (const el of document.querySelectorAll("a[href],button,summary")) if (shown(el) && !name(el)) say("nothing says what this does", el);
      for (const el of document.querySelectorAll("img:not([alt])")) say("image without alt", el);
      return all;
    },
  };
})()
