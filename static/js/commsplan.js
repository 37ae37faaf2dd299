// What the pages do better with JavaScript. Without it everything still works.
import { initAll } from "../vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
initAll();

// Amber and red ask for more than green: show those questions only where they are asked.
for (const form of document.querySelectorAll("[data-asks-by-colour]")) {
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

// A page that waits for a worker looks again by itself.
const waiting = document.querySelector("[data-look-again]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.lookAgain) * 1000);
