// The page's part of helpers/panel.py: native controls, each inside its label, and the picture that the kernel drew.

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const labelled = (label, taker) => element("label", {}, element("span", { textContent: label }), taker);

// Each maker returns the elements to show, and a function that shows a value which came from the kernel.
const makers = {
  slider({ label, min, max, step, decimals }, set) {
    const input = element("input", { type: "range", min, max, step });
    const readout = element("span", { className: "readout", ariaHidden: "true" }); // the slider speaks its value itself
    const show = (value) => {
      input.value = value;
      readout.textContent = value.toFixed(decimals);
    };
    input.addEventListener("input", () => {
      show(input.valueAsNumber);
      set(input.valueAsNumber);
    });
    return [[labelled(label, input), readout], show];
  },
  choice({ label, options }, set) {
    const select = element("select", {}, ...options.map(([value, text]) => new Option(text, value)));
    select.addEventListener("change", () => set(select.value));
    return [[labelled(label, select)], (value) => { select.value = value; }];
  },
  switch({ label }, set) {
    const input = element("input", { type: "checkbox" });
    input.addEventListener("change", () => set(input.checked));
    return [[labelled(label, input)], (value) => { input.checked = value; }];
  },
};

function render({ model, el }) {
  el.classList.add("descent-panel");

  const follow = (trait, show) => {
    model.on(`change:${trait}`, () => show(model.get(trait)));
    show(model.get(trait));
  };

  const status = element("strong", { role: "status" });
  const about = element("p", {}, `${model.get("about")} `, status);
  about.hidden = !model.get("about");
  follow("status", (text) => { status.textContent = text; });

  // At most two moves are under way: the kernel draws one while the next one travels. What comes meanwhile is not
  // queued; the last state is sent when the kernel has answered. Until then, what it answers is behind the hand.
  // The kernel may take two moves in the wrong order: it knows by their turn, one count for each view.
  const view = Math.random();
  let turn = 0;
  const shows = {};
  let moved = model.get("state");
  let underway = 0;
  let late = false;
  const send = () => {
    late = underway === 2;
    if (late) return;
    underway += 1;
    model.send({ state: moved, view, turn });
    turn += 1;
  };
  const showState = () => {
    if (underway) return;
    moved = model.get("state");
    for (const [name, value] of Object.entries(moved)) shows[name](value);
  };
  model.on("msg:custom", () => {
    underway = Math.max(0, underway - 1); // the answer may be to another view of this model
    if (late) send();
    showState();
  });

  const controls = element("div", { className: "controls" });
  for (const control of model.get("shown_controls")) {
    const [shown, show] = makers[control.kind](control, (value) => {
      moved = { ...moved, [control.name]: value };
      send();
    });
    shows[control.name] = show;
    controls.append(...shown);
  }
  follow("state", showState);

  const buttons = element("div", { className: "buttons" });
  buttons.append(...model.get("buttons").map(() => {
    const button = element("button", { type: "button" });
    button.addEventListener("click", () => {
      late = false; // a move that has not been sent yet must not undo what the button does
      model.send({ press: button.textContent });
    });
    return button;
  }));
  buttons.hidden = !buttons.children.length;
  // What a button does may change, but not how many there are: so the focus stays where it is.
  follow("buttons", (labels) => labels.forEach((label, i) => { buttons.children[i].textContent = label; }));

  const progress = element("progress", { ariaLabel: model.get("about") });
  follow("progress", ([done, all]) => {
    progress.hidden = !all;
    progress.max = all || 1;
    progress.value = done;
  });

  const picture = element("img");
  follow("address", (address) => { picture.src = address; });

  const caption = element("p", { className: "caption" });
  follow("caption", (text) => {
    caption.textContent = text;
    picture.alt = text;
  });

  const trouble = element("p", { className: "trouble", role: "alert" });
  follow("trouble", (text) => { trouble.textContent = text; });

  el.append(about, controls, buttons, progress, picture, caption, trouble);
  // JupyterLab would take the arrow keys for itself.
  for (const taker of el.querySelectorAll("input, select, button")) taker.dataset.lmSuppressShortcuts = "true";
  model.send({ shown: true }); // so that the first step is drawn ahead, too
}

export default { render };
