// A board of days and hours: blocks are dragged, or moved with Alt and the
// arrows, and what a move would break is asked before it is made. Without script
// a block opens its page, where its time is a field.
(function () {
  "use strict";
  var doc = document, board = doc.querySelector(".wb[data-unit]"), held, grip = 0, moved;
  if (!board) return;
  var from = +board.dataset.from, unit = +board.dataset.unit, row = 13;
  function clock(m) { return String(Math.floor(m / 60)).padStart(2, "0") + ":" + String(m % 60).padStart(2, "0"); }
  function say(text) { var out = doc.getElementById("wb-said"); if (out) out.textContent = text; }
  function ask(block, day, start) {
    var a = doc.createElement("a");
    a.href = block.dataset.drag + "?day=" + day + "&start=" + encodeURIComponent(clock(start));
    a.dataset.dialog = "";
    a.hidden = true;
    doc.body.append(a);
    a.click();
    a.remove();
  }
  doc.addEventListener("dragstart", function (e) {
    held = e.target.closest && e.target.closest(".wb-b[data-drag]");
    if (!held) return;
    grip = e.clientY - held.getBoundingClientRect().top;
    held.classList.add("moving");
    e.dataTransfer.effectAllowed = "move";
    e.dataTransfer.setData("text/plain", "");
  });
  doc.addEventListener("dragend", function () { if (held) held.classList.remove("moving"); held = null; });
  ["dragover", "dragleave", "drop"].forEach(function (type) {
    doc.addEventListener(type, function (e) {
      var day = e.target.closest && e.target.closest(".wb-g[data-day]");
      if (!held || !day) return;
      e.preventDefault();
      day.classList.toggle("over", type === "dragover");
      if (type !== "drop") return;
      var rows = Math.round((e.clientY - grip - day.getBoundingClientRect().top) / row);
      ask(held, day.dataset.day, from + Math.max(0, rows) * unit);
    });
  });
  function place(block, day, start) {
    block.className = block.className.replace(/\br\d+\b/, "r" + (1 + Math.round((start - from) / unit)));
    day.append(block);
    block.classList.add("moving");
    block.querySelector("a").focus();
    say(day.dataset.name + " " + clock(start));
  }
  function back() {
    if (!moved) return;
    var m = moved;
    moved = null;
    place(m.block, m.day, m.start);
    m.block.classList.remove("moving");
  }
  doc.addEventListener("keydown", function (e) {
    var block = e.target.closest && e.target.closest(".wb-b[data-drag]");
    if (!block) return;
    if (e.altKey && /^Arrow/.test(e.key)) {
      e.preventDefault();
      var days = Array.prototype.slice.call(doc.querySelectorAll(".wb-g[data-day]")), day = block.parentNode;
      if (!moved || moved.block !== block) { back(); moved = { block: block, day: day, start: +block.dataset.start, at: +block.dataset.start }; }
      var at = moved.at + (e.key === "ArrowDown" ? unit : e.key === "ArrowUp" ? -unit : 0);
      var to = days[days.indexOf(day) + (e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0)] || day;
      moved.at = Math.max(from, at);
      place(block, to, moved.at);
    } else if (e.key === "Enter" && moved && moved.block === block) {
      e.preventDefault();
      ask(block, block.parentNode.dataset.day, moved.at);
    } else if (e.key === "Escape" && moved) {
      back();
    }
  });
  doc.addEventListener("close", function (e) { if (e.target.matches && e.target.matches("dialog.modal")) back(); }, true);
})();
