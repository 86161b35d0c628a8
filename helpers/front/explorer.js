// Shows an Explorer of helpers/widgets.py: native controls, each in its label, and the picture that the kernel drew.

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

// Each maker returns the element to show, and a function that shows a value which came from the kernel.
const makers = {
  slider({ label, min, max, step, decimals }, set) {
    const input = element("input", { type: "range", min, max, step });
    const readout = element("output");
    const show = (value) => {
      input.value = value;
      readout.textContent = value.toFixed(decimals);
    };
    input.addEventListener("input", () => {
      readout.textContent = input.valueAsNumber.toFixed(decimals);
      set(input.valueAsNumber);
    });
    return [element("label", {}, element("span", { textContent: label }), input, readout), show];
  },
  choice({ label, options }, set) {
    const select = element("select", {}, ...options.map(([value, text]) => new Option(text, value)));
    select.addEventListener("change", () => set(select.value));
    return [element("label", {}, element("span", { textContent: label }), select), (value) => { select.value = value; }];
  },
  switch({ label }, set) {
    const input = element("input", { type: "checkbox" });
    input.addEventListener("change", () => set(input.checked));
    return [element("label", {}, input, element("span", { textContent: label })), (value) => { input.checked = value; }];
  },
};

function render({ model, el }) {
  const words = model.get("words");
  el.classList.add("descent-explorer");

  const follow = (trait, show) => {
    model.on(`change:${trait}`, () => show(model.get(trait)));
    show(model.get(trait));
  };

  if (words.goal) {
    const state = element("strong", { role: "status" });
    el.append(element("p", { className: "goal" }, `${words.goal} `, state));
    follow("goal_state", (text) => { state.textContent = text; });
  }

  const shows = {};
  for (const control of model.get("shown_controls")) {
    const [shown, show] = makers[control.kind](control, (value) => {
      model.set("state", { ...model.get("state"), [control.name]: value });
      model.save_changes();
    });
    shows[control.name] = show;
    el.append(shown);
  }
  follow("state", (state) => {
    for (const [name, value] of Object.entries(state)) shows[name](value);
  });

  if (words.best) {
    const button = element("button", { type: "button" });
    button.addEventListener("click", () => model.send(model.get("at_best") ? "back" : "best"));
    el.append(button);
    follow("at_best", (there) => { button.textContent = there ? words.back : words.best; });
  }

  const picture = element("img");
  const caption = element("p", { className: "caption" });
  el.append(picture, caption);
  follow("picture", (bytes) => {
    const old = picture.src;
    picture.src = URL.createObjectURL(new Blob([bytes]));
    if (old) URL.revokeObjectURL(old);
  });
  follow("caption", (text) => {
    caption.textContent = text;
    picture.alt = text;
  });
}

export default { render };
