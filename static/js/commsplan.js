// What the pages do better with JavaScript. Without it everything still works.
import { initAll } from "../vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");

// What is drawn is dressed: the page at first, and whatever part of it is drawn again.
function dress(drawn) {
  initAll({ scope: drawn });
  drawn.querySelectorAll("[data-asks-by-colour]").forEach(askByColour);
  drawn.querySelectorAll("[data-row-asks]").forEach(askInRow);
}

// Amber and red ask for more than green: show those questions only where they are asked.
function askByColour(form) {
  const show = () => {
    const chosen = form.querySelector("input[name=rag]:checked");
    for (const part of form.querySelectorAll("[data-asked-for]")) {
      const filled = [...part.querySelectorAll("textarea, input")].some((field) => field.value.trim() || field.getAttribute("aria-invalid"));
      part.hidden = !filled && !(chosen && part.dataset.askedFor.split(" ").includes(chosen.value));
    }
  };
  form.addEventListener("change", show);
  show();
}
function askInRow(row) {
  const colour = row.querySelector("select"), why = row.querySelector("[data-why]");
  const isFilled = () => why.querySelector("textarea").value || why.querySelector("[aria-invalid]");
  const show = () => (why.hidden = !row.dataset.rowAsks.split(" ").includes(colour.value) && !isFilled());
  row.addEventListener("change", show);
  show();
}
dress(document.body);

// A page that waits for a worker looks again by itself.
const waiting = document.querySelector("[data-look-again]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.lookAgain) * 1000);

// Words typed and not sent are not lost by a link: the browser asks first. Where a part of the page would be drawn again
// over them, it is left to the browser, which does ask.
const written = [...document.querySelectorAll('form[method="post"] textarea')].find((box) => box.value !== box.defaultValue);
let unsent = written ? written.form : null; // before this script came
document.addEventListener("input", (event) => {
  if (event.target.form && event.target.form.method === "post") unsent = event.target.form;
});
const isUnsent = (but) => unsent && unsent.isConnected && unsent !== but;
addEventListener("beforeunload", (event) => {
  if (isUnsent()) event.preventDefault();
});

// A section of a plan is edited in place, and My actions are: forms and links are fetched, only the page's own part drawn again.
// What has the focus keeps it; what was done is announced. Whatever goes wrong, the browser does it the ordinary way.
const placeOf = (page) => page.querySelector("main:has([data-in-place])");
const place = () => placeOf(document);
const isInPlace = (element) => place() && element.closest("[data-in-place]");
async function inPlace(address, options, went) {
  const answer = await fetch(address, { ...options, headers: { "X-Requested-With": "fetch" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = placeOf(page);
  if (!fresh || answer.status >= 500) throw new Error("another page");
  place().replaceWith(document.adoptNode(fresh));
  dress(place());
  document.title = page.title;
  const shown = new URL(answer.url);
  if (answer.ok) history.replaceState(null, "", shown.pathname + shown.search);
  const target = went(answer.ok) || place().querySelector("h1");
  if (target) {
    if (!target.matches("a, button, input, select, textarea")) target.tabIndex = -1;
    target.focus({ preventScroll: answer.ok });
    target.scrollIntoView({ block: "nearest" });
  }
}
function first(...ids) {
  return ids.map((id) => id && document.getElementById(id)).find((found) => found && !found.disabled);
}
function firstField() {
  const add = place().querySelector("section:has(> * > #add) form");
  return add && (add.querySelector(":is(input, textarea, select)[required]:not([type=hidden])") || add.querySelector("input:not([type=hidden]), textarea, select"));
}
// On My actions the next form is open already: its colour takes the focus.
const nextDue = () => place().querySelector(".cp-due__form input:checked") || place().querySelector(".cp-due__form input[type=radio]");
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (isUnsent(form)) return; // and the browser asks
  const typed = unsent;
  unsent = null;
  if (!isInPlace(form)) return;
  const pressed = event.submitter;
  const sent = new FormData(form, pressed);
  const isGet = form.method === "get";
  const address = isGet ? `${location.pathname}?${new URLSearchParams(sent)}` : form.action;
  event.preventDefault();
  const body = form.enctype === "multipart/form-data" ? sent : new URLSearchParams(sent);
  inPlace(address, isGet ? {} : { method: "POST", body }, (saved) => {
    const mistake = place().querySelector(".govuk-error-summary");
    if (!saved) unsent = typed && place().querySelector("form[method=post]:has([aria-invalid]), .cp-due__form form, form[method=post]");
    if (!saved || mistake) return mistake;
    if (pressed && pressed.id) {
      const other = pressed.id.replace(/^(up|down)-/, (word) => (word === "up-" ? "down-" : "up-"));
      if (pressed.id !== "undo") return first(pressed.id, other);
    }
    if (form.closest("[data-in-place=due]")) return nextDue();
    return isGet ? first("q") : form.closest("tr") ? first("undo") : firstField();
  }).catch(() => {
    if (pressed && pressed.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name, value: pressed.value }));
    form.submit();
  });
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='?edit='], a[href*='?open=']");
  if (!link || !isInPlace(link) || isUnsent() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const opened = () => place().querySelector("tr.is-open input:not([type=hidden]), tr.is-open textarea, tr.is-open select") || nextDue() || document.getElementById(link.dataset.back);
  inPlace(link.href, {}, opened).catch(() => location.assign(link.href));
});

// Figures pasted from a spreadsheet go into the boxes they belong to, across the periods of a measure and down the
// measures, or across the answers and down the councils; what has no box is told. One press confirms the figures of a whole table.
const figuresOf = (row) => [...row.querySelectorAll("[data-figure]")];
const tell = (group, words) => (group.querySelector("[data-told]").textContent = words);
document.addEventListener("paste", (event) => {
  const box = event.target.closest("[data-figure]");
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!box || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const group = box.closest("[data-figures]");
  const rows = [...group.querySelectorAll("fieldset, tbody tr")];
  const row = rows.indexOf(box.closest("fieldset, tr")), column = figuresOf(rows[row]).indexOf(box);
  let filled = 0, over = 0;
  text.split("\n").forEach((line, down) => line.split("\t").forEach((cell, across) => {
    const words = cell.trim();
    const into = rows[row + down] && figuresOf(rows[row + down])[column + across];
    if (!words) return;
    if (!into) return (over += 1);
    into.value = words;
    into.dispatchEvent(new Event("input", { bubbles: true }));
    filled += 1;
  }));
  tell(group, `${filled} figure${filled === 1 ? "" : "s"} pasted. ${over ? `${over} had no box and ${over === 1 ? "was" : "were"} left out. ` : ""}Nothing is saved yet.`);
});
for (const button of document.querySelectorAll("[data-confirm-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const group = button.closest("[data-figures]");
    const isNought = (text) => Number.parseFloat(text.replace(/[£,\s]/g, "")) === 0;
    const filled = [...group.querySelectorAll("[data-figure]")].filter((box) => box.value.trim() && !isNought(box.value));
    for (const box of filled) document.getElementById(box.dataset.figure).checked = true;
    tell(group, `${filled.length} figure${filled.length === 1 ? "" : "s"} ticked as confirmed; a 0 is ticked by itself. Nothing is saved yet.`);
  });
}

// Meeting mode turns with the arrow keys.
const turns = document.querySelectorAll(".cp-slides [data-key]");
if (turns.length) {
  document.querySelector(".cp-keys").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("input, textarea, select")) return;
    for (const link of turns) {
      if (link.dataset.key !== event.key) continue;
      event.preventDefault(); // of Escape the browser's own doing is to stop whatever loads: the page that was just asked for
      location.assign(link.href);
    }
  });
}
