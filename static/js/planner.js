// The delivery plan with JavaScript: what may be moved is dragged to another week, or sent there with the arrow keys. Either
// way nothing is moved here: it ends in the form that asks why, with the day filled in. Without it the same links lead there.
const plan = document.querySelector("[data-plan]");
const told = plan && plan.querySelector("[data-told]");
const calendar = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const inWords = (day) => calendar.format(day).replace(",", "");
const FAR = 5; // pixels that a hand may tremble

for (const how of document.querySelectorAll("[data-how]")) how.hidden = false;

function dayOf(point, weeks) {
  const day = new Date(`${point.dataset.due}T12:00Z`);
  day.setUTCDate(day.getUTCDate() + 7 * weeks);
  return day;
}
const weeksOf = (point) => Number(point.dataset.weeks || 0);
const weekWidth = (point) => (point.closest(".cp-plan__track").clientWidth * 7) / Number(plan.dataset.days);

// Show where it would go, and let its link lead to the form with that day.
function propose(point, weeks) {
  const day = dayOf(point, weeks), iso = day.toISOString().slice(0, 10);
  if (weeks && iso < plan.dataset.today) {
    told.textContent = `${inWords(day)} has passed: it can be moved no earlier.`;
    return;
  }
  const address = new URL(point.href);
  if (weeks) address.searchParams.set("day", iso);
  else address.searchParams.delete("day");
  point.href = address.href;
  point.dataset.weeks = weeks;
  const mark = point.closest(".cp-mark");
  mark.style.transform = weeks ? `translateX(${weeks * weekWidth(point)}px)` : "";
  mark.classList.toggle("is-held", weeks !== 0);
  const far = Math.abs(weeks);
  told.textContent = weeks ? `${point.dataset.title}: ${far} week${far === 1 ? "" : "s"} ${weeks < 0 ? "earlier" : "later"}, ${inWords(day)}. Press Enter to say why and move it, Escape to leave it.` : `${point.dataset.title} stays on ${inWords(day)}.`;
}

let held = null; // what is dragged; `isLeft`, when Escape has put it back though the button is still down
function letGo() {
  const { point, isDragged, isLeft } = held;
  held = null;
  if (isDragged && !isLeft && weeksOf(point)) location.assign(point.href);
}
const pointIn = (event) => event.target.closest && event.target.closest("a[data-due]");

if (plan) {
  plan.addEventListener("dragstart", (event) => pointIn(event) && event.preventDefault()); // the browser would drag the link
  plan.addEventListener("pointerdown", (event) => {
    const point = pointIn(event);
    if (point && event.isPrimary && event.button === 0) held = { point, from: event.clientX, id: event.pointerId };
  });
  plan.addEventListener("pointermove", (event) => {
    if (!held || held.isLeft || event.pointerId !== held.id) return;
    const far = event.clientX - held.from;
    if (!held.isDragged && Math.abs(far) < FAR) return;
    if (!held.isDragged) {
      held.isDragged = true;
      held.point.setPointerCapture(held.id);
      held.point.focus({ preventScroll: true });
    }
    const weeks = Math.round(far / weekWidth(held.point));
    if (weeks !== weeksOf(held.point)) propose(held.point, weeks);
  });
  let isAfterDrag = false;
  plan.addEventListener("pointerup", () => {
    if (!held) return;
    isAfterDrag = Boolean(held.isDragged);
    setTimeout(() => (isAfterDrag = false));
    letGo();
  });
  plan.addEventListener("pointercancel", () => {
    if (held) propose(held.point, 0);
    held = null;
  });
  plan.addEventListener("click", (event) => isAfterDrag && event.preventDefault(), true);
  plan.addEventListener("keydown", (event) => {
    const point = pointIn(event);
    if (!point || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      propose(point, weeksOf(point) + step);
    } else if (event.key === "Escape" && weeksOf(point)) {
      if (held) held.isLeft = true;
      propose(point, 0);
    }
  });
  plan.addEventListener("focusout", (event) => {
    const point = pointIn(event);
    if (point && weeksOf(point) && !held) propose(point, 0);
  });
  // Whoever comes back by the browser's own button finds everything where it stands.
  addEventListener("pageshow", () => plan.querySelectorAll("a[data-weeks]").forEach((point) => weeksOf(point) && propose(point, 0)));
}
