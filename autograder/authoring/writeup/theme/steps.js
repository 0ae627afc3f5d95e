// Lets readers step through a figure: parts with data-steps="2-4" stand in steps 2 to 4. Without this, all of it stands.
for (const figure of document.querySelectorAll("figure.steps")) {
  const parts = [...figure.querySelectorAll("[data-steps]")].map((part) => {
    const [first, last] = part.dataset.steps.match(/-?\d+/g).map((number) => Math.abs(Number(number)));
    return { part, first, last, still: part.dataset.steps.startsWith("-") };
  });
  const last = Math.max(...parts.filter((one) => !one.still).map((one) => one.last < 99 ? one.last : one.first));
  const bar = document.createElement("div");
  bar.className = "stepper";
  const count = document.createElement("span");
  count.setAttribute("aria-live", "polite");
  let now = last;
  const go = (step) => {
    now = Math.min(Math.max(step, 0), last);
    for (const { part, first, last: end, still } of parts) {
      part.setAttribute("display", !still && first <= now && now <= end ? "inline" : "none");
    }
    count.textContent = `step ${now} of ${last}`;
    back.disabled = now === 0;
    forward.textContent = now === last ? "from the start" : "forward →";
  };
  const button = (words, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", () => go(step > 0 && now === last ? 0 : now + step));
    return made;
  };
  const back = button("← back", -1), forward = button("forward →", 1);
  bar.append(back, count, forward);
  figure.querySelector(".scroll").after(bar);
  bar.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") go(now - 1);
    if (event.key === "ArrowRight") go(now + 1);
  });
  go(last); // the whole picture, as it stands without this
}
