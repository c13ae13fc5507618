// Pamong on the page. Everything here only improves pages that work without
// it: no framework, no eval, nothing inline.
(function () {
  "use strict";
  var doc = document;
  var live = "[hx-get],[hx-post],[hx-put],[hx-delete],[hx-trigger]", htmx = doc.currentScript.dataset.htmx;
  function on(type, selector, act) {
    doc.addEventListener(type, function (e) {
      var el = e.target.closest && e.target.closest(selector);
      if (el) act(el, e);
    });
  }

  // A file goes in slices where the form says so: a line that breaks costs a
  // slice, and the same file chosen again goes on where it stopped.
  var slice = 128 * 1024, patience = 90000;
  function mark(file) {
    if (!window.crypto || !crypto.subtle) return Promise.resolve([file.name, file.size, file.lastModified].join(" "));
    return file.arrayBuffer().then(function (b) { return crypto.subtle.digest("SHA-256", b); }).then(function (sum) {
      return Array.prototype.map.call(new Uint8Array(sum), function (x) { return x.toString(16).padStart(2, "0"); }).join("");
    });
  }
  function ask(to, body) {
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, patience);
    return fetch(to, { method: "POST", body: body, redirect: "manual", signal: stop.signal, headers: { Accept: "application/json" } }).then(function (r) {
      if (r.ok || r.status === 409) return r.json();
      if (r.status >= 500) throw new Error("later");
      return null; // the form itself will say why
    }).finally(function () { clearTimeout(timer); });
  }
  function sendSlices(form, box, file, done) {
    var to = box.dataset.slices, bar = box.querySelector("progress"), word = box.querySelector("[data-word]"), wait = 1000, id, have = 0;
    function show(text) {
      var n = Math.floor(100 * have / file.size);
      bar.value = n;
      word.textContent = text.replace("{n}", n);
      box.hidden = false;
    }
    function step() {
      var part = id ? ask(to + "/" + id + "?at=" + have, file.slice(have, have + slice)) : mark(file).then(function (m) {
        return ask(to, new URLSearchParams({ name: file.name, size: file.size, mark: m }));
      });
      part.then(function (said) {
        if (!said || !said.id) { done(""); return; }
        id = said.id; have = said.have; wait = 1000;
        show(box.dataset.sending);
        if (have >= file.size) done(id); else step();
      }).catch(function () {
        show(box.dataset.broken);
        setTimeout(step, wait);
        wait = Math.min(2 * wait, 30000);
      });
    }
    step();
  }
  doc.addEventListener("submit", function (e) {
    var form = e.target, box = form.querySelector("[data-slices]"), input = form.querySelector("input[type=file]");
    if (!box || form.dataset.sliced || !input || input.files.length !== 1 || input.files[0].size <= slice || !window.fetch || !form.requestSubmit) return;
    e.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    var button = e.submitter;
    if (button) button.setAttribute("aria-busy", "true");
    sendSlices(form, box, input.files[0], function (id) {
      delete form.dataset.sent;
      form.dataset.sliced = "1";
      if (id) {
        var field = doc.createElement("input");
        field.type = "hidden"; field.name = "upload"; field.value = id;
        form.append(field);
        input.disabled = true;
      }
      form.requestSubmit(button);
    });
  });

  // A form is sent once: the button that was pressed shows that it is busy.
  doc.addEventListener("submit", function (e) {
    var form = e.target;
    if (form.method !== "post" || e.defaultPrevented || e.submitter && e.submitter.formTarget === "_blank") return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
    if (e.submitter) e.submitter.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", function () { // coming back with the back button
    doc.querySelectorAll("form[data-sent]").forEach(function (f) { delete f.dataset.sent; });
    doc.querySelectorAll("[aria-busy]").forEach(function (b) { b.removeAttribute("aria-busy"); });
  });

  // Files may be dropped on a drop field; its name then stands in the field.
  ["dragover", "dragleave", "drop"].forEach(function (type) {
    on(type, ".drop", function (drop, e) {
      e.preventDefault();
      drop.classList.toggle("over", type === "dragover");
      var input = drop.querySelector("input[type=file]");
      if (type === "drop" && input && e.dataTransfer.files.length) {
        input.files = e.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  // How large the chosen files are, before they are sent over a weak line.
  on("change", ".drop input[type=file]", function (input) {
    var out = input.closest(".drop").querySelector("output"), sum = 0, most = +input.dataset.most;
    if (!out) return;
    for (var i = 0; i < input.files.length; i++) sum += input.files[i].size;
    var large = most && sum > most, mega = sum >= 1048576;
    var number = new Intl.NumberFormat(doc.documentElement.lang, { maximumFractionDigits: 1 }).format(mega ? sum / 1048576 : Math.max(1, Math.round(sum / 1024)));
    out.textContent = sum ? number + (mega ? " MB" : " KB") + (large ? " \u2013 " + input.dataset.large : "") : "";
    out.classList.toggle("c-bad", !!large);
  });

  // A link to a confirmation page opens that page's question as a dialog.
  on("click", "a[data-dialog]", function (a, e) {
    if (e.metaKey || e.ctrlKey || e.shiftKey || !window.HTMLDialogElement) return;
    e.preventDefault();
    fetch(a.href, { headers: { "X-Dialog": "1" } }).then(function (r) { return r.text(); }).then(function (text) {
      var question = new DOMParser().parseFromString(text, "text/html").querySelector(".dialog");
      if (!question) { location.href = a.href; return; }
      var modal = doc.createElement("dialog");
      modal.className = "modal";
      modal.append(question);
      doc.body.append(modal);
      modal.addEventListener("close", function () { modal.remove(); a.focus(); });
      modal.showModal();
    }, function () { location.href = a.href; });
  });
  on("click", "dialog.modal [data-cancel]", function (b, e) { e.preventDefault(); b.closest("dialog").close(); });

  // Copy buttons: data-copy holds the text or the #id of a field.
  on("click", "[data-copy]", function (b) {
    var text = b.dataset.copy, field = text[0] === "#" && doc.querySelector(text);
    if (field) text = field.value || field.textContent;
    navigator.clipboard.writeText(text).then(function () {
      var word = b.querySelector("[data-word]"), before = word && word.textContent;
      if (!word || b.dataset.busy) return;
      b.dataset.busy = "1";
      word.textContent = b.dataset.copied;
      setTimeout(function () { word.textContent = before; delete b.dataset.busy; }, 2000);
    });
  });

  // A toast leaves after six seconds unless it offers an act.
  on("click", ".toast .close", function (b) { b.closest(".toast").remove(); });
  function settle() {
    doc.querySelectorAll(".toast:not([data-stays])").forEach(function (t) {
      t.dataset.stays = "1";
      setTimeout(function () { t.remove(); }, 6000);
    });
    doc.querySelectorAll("[data-scripted]").forEach(function (el) { el.hidden = false; });
    var stick = doc.querySelector(".sticky-tools");
    if (stick && window.IntersectionObserver) {
      new IntersectionObserver(function (s) {
        stick.classList.toggle("stuck", s[0].intersectionRatio < 1);
      }, { threshold: [1], rootMargin: "-1px 0px 0px 0px" }).observe(stick);
    }
  }

  // Light, dark, or as the device has it; kept in a cookie for the server.
  on("click", "[data-theme-set]", function (b, e) {
    e.preventDefault();
    var theme = b.dataset.themeSet, root = doc.documentElement;
    if (!theme) theme = (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    doc.cookie = "pamong_theme=" + theme + "; path=/; max-age=31536000; samesite=lax";
  });

  // Menus close when one looks elsewhere; selects marked so send their form.
  doc.addEventListener("click", function (e) {
    doc.querySelectorAll("details.menu[open]").forEach(function (m) { if (!m.contains(e.target)) m.open = false; });
  });
  doc.addEventListener("keydown", function (e) {
    if (e.key === "Escape") doc.querySelectorAll("details.menu[open]").forEach(function (m) { m.open = false; m.firstElementChild.focus(); });
  });
  on("change", "[data-autosubmit]", function (el) { el.form.requestSubmit(); });
  on("click", "[data-print]", function () { window.print(); });

  // htmx comes only to pages that use it, and once they are complete: before
  // that it would wait for an event that has passed.
  window.addEventListener("load", function () {
    if (!htmx || !doc.querySelector(live)) return;
    var script = doc.createElement("script");
    script.src = htmx;
    doc.head.append(script);
  });
  doc.addEventListener("DOMContentLoaded", settle);
  doc.addEventListener("htmx:afterSwap", settle);
  if (doc.readyState !== "loading") settle();
})();
