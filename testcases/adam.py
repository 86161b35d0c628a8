"""Lesson 06: the exercises on Adam."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.adam import initialize_adam, update_parameters_with_adam
from helpers.language import Text
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.layers import Arrays, as_arrays, random_network, random_slots

State = tuple[Arrays, Arrays]

IDEA = Text('section "The idea"')
CORRECTION = Text('section "What the correction is for"')
EPSILON = Text('section "What ε is for"')
MIXED = (1e-6, 1e2, 1e-3, 1.0, 1e-5)  # sizes of gradients so far apart that no ε suits all of them


def _state(rng: np.random.Generator, parameters: Arrays, sizes: Sequence[float] = (1.0,)) -> State:
    """A state in the middle of a run: v of either sign, s of squares."""
    v, s = random_slots(rng, parameters, sizes), random_slots(rng, parameters, sizes)
    return v, {key: value**2 for key, value in s.items()}


# --- initialize_adam --------------------------------------------------------------------------------------------------


def initialize_adam_test_case() -> Arrays:
    """Input to play with: the parameters of two layers, W1 (3, 2), b1 (3, 1), W2 (1, 3), b2 (1, 1)."""
    return random_network(np.random.default_rng(6), 2, 3, 1)


def _draw_initialize(rng: np.random.Generator) -> Sequence[Case]:
    return (
        Case(Text("two layers", "两层"), "basics", once(random_network(rng, 2, 3, 1))),
        Case(Text("three layers", "三层"), "basics", once(random_network(rng, 5, 4, 3, 2))),
        Case(Text("arrays of one shape", "形状相同的数组"), "state", once(random_network(rng, 1, 3, 1, 3))),
        Case(Text("one layer", "一层"), "edges", once(random_network(rng, 3, 2))),
        Case(Text("four layers", "四层"), "edges", once(random_network(rng, 1, 7, 2, 5, 3))),
        Case(Text("the parameters afterwards", "调用之后的参数"), "inputs", once(random_network(rng, 4, 2, 3))),
    )


def wrong_start(
    slot: Callable[[np.ndarray], object] = np.zeros_like,
    name: Callable[[str], str] = lambda key: "d" + key,
    skipped: Callable[[str, int], bool] = lambda key, layers: False,
    returned: Callable[..., object] = lambda v, s: (v, s),
) -> Function:
    """The reference with one part changed; `skipped` is told how many layers there are."""

    def wrong(parameters: Arrays) -> object:
        layers = len(parameters) // 2
        v, s = (
            {name(key): slot(value) for key, value in parameters.items() if not skipped(key, layers)} for _ in range(2)
        )
        return returned(v, s)

    return wrong


def _starts_two_layers(parameters: Arrays) -> State:
    v, s = ({"d" + key: np.zeros_like(parameters[key]) for key in ("W1", "b1", "W2", "b2")} for _ in range(2))
    return v, s


def _sets_parameters_to_zero(parameters: Arrays) -> State:
    for value in parameters.values():
        value[:] = 0
    return ({"d" + key: value for key, value in parameters.items()},) * 2


initialize_exercise = Exercise(
    reference=initialize_adam,
    draw=_draw_initialize,
    test_case=initialize_adam_test_case,
    returns=("v", "s"),
    hints=(
        Text("Adam keeps what momentum keeps, and what RMSprop keeps. With which number did each of them begin?"),
        Text('Two dicts, v and s: both have "dW1" in the shape of W1, "db1" in the shape of b1, up to layer L.'),
        Text('Loop over parameters and store np.zeros_like of each array in v and in s, under "d" + key.'),
    ),
    why=Text(
        "Nothing has been averaged yet, so both averages are zero; from the first step on they differ, so they are two."
    ),
    mistakes=(
        Mistake(
            Text("The averages start at 1"),
            wrong_start(slot=np.ones_like),
            Text("The correction by 1 − β^t is made for averages that start at 0, and right for no other start."),
            IDEA,
        ),
        Mistake(
            Text("The averages start at the parameters"),
            wrong_start(slot=np.copy),
            Text("Only the shape is taken from the parameters, not the numbers in them."),
            IDEA,
        ),
        Mistake(
            Text('The "d" is missing in the keys'),
            wrong_start(name=lambda key: key),
            Text('Both averages are named like gradients, so that they can be looked up together: "dW1", "db1", …'),
            IDEA,
        ),
        Mistake(
            Text("Only the weights get averages"),
            wrong_start(skipped=lambda key, layers: key[0] == "b"),
            Text("The biases b1, b2, … are updated as well, so they need averages too."),
            IDEA,
        ),
        Mistake(
            Text("The last layer is left out"),
            wrong_start(skipped=lambda key, layers: key[1:] == str(layers)),
            Text("range(1, L) ends before L. How far does your loop have to count?"),
            IDEA,
        ),
        Mistake(
            Text("The first layer is left out"),
            wrong_start(skipped=lambda key, layers: key[1:] == "1"),
            Text("Layers are counted from 1. Where does your loop start?"),
            IDEA,
        ),
        Mistake(
            Text("The number of layers is fixed at 2"),
            _starts_two_layers,
            Text("A network may have any number of layers. How many does len(parameters) tell you?"),
            IDEA,
        ),
        Mistake(
            Text("A single number for each array"),
            wrong_start(slot=lambda value: 0.0),
            Text("Every entry of W1 has averages of its own: zeros in the shape of W1 are needed."),
            IDEA,
        ),
        Mistake(
            Text("Only v is returned"),
            wrong_start(returned=lambda v, s: v),
            Text("Adam keeps two averages: v of the gradients and s of their squares. Return both, v first."),
            IDEA,
        ),
        Mistake(
            Text("The parameters are set to zero"),
            _sets_parameters_to_zero,
            Text("The zeros are written into the parameters themselves. Make new arrays, for v and for s."),
            IDEA,
        ),
    ),
)


# --- update_parameters_with_adam --------------------------------------------------------------------------------------


def update_parameters_with_adam_test_case() -> tuple[Arrays, Arrays, Arrays, Arrays]:
    """Inputs to play with: parameters, gradients, v and s before the first step, of two layers, 2 → 3 → 1 units."""
    rng = np.random.default_rng(6)
    parameters = random_network(rng, 2, 3, 1)
    return parameters, random_slots(rng, parameters), *initialize_adam(parameters)


def _draw_update(rng: np.random.Generator) -> Sequence[Case]:
    small = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[0.5]])}
    small_gradients = {"dW1": np.array([[10.0, -20.0]]), "db1": np.array([[0.1]])}
    two, three, four = random_network(rng, 2, 3, 1), random_network(rng, 4, 3, 5, 2), random_network(rng, 1, 6, 2, 3, 4)
    rows = {key: value.T if key[0] == "b" else value for key, value in three.items()}
    gradients, (v, s) = random_slots(rng, two), _state(rng, two)
    mixed, (mixed_v, mixed_s) = random_slots(rng, four, MIXED), _state(rng, four, MIXED)
    further = [random_slots(rng, three, MIXED) for _ in range(5)]
    still = {"d" + key: np.zeros_like(value) for key, value in three.items()}

    def five_steps(call: Function) -> None:
        parameters, (v, s) = three, initialize_adam(three)
        for t, grads in enumerate(further, start=1):
            parameters, v, s = map(as_arrays, call(parameters, grads, v, s, t, 0.05, 0.8, 0.95, 1e-3)[:3])

    def twice(call: Function) -> None:
        call(two, gradients, v, s, 4, 0.01, 0.9, 0.99, 1e-4)
        call(two, gradients, v, s, 4, 0.01, 0.9, 0.99, 1e-4)

    return (
        Case(
            Text("one layer, the first step, default settings", "一层，第一步，默认超参数"),
            "basics",
            once(small, small_gradients, *initialize_adam(small), 1),
        ),
        Case(
            Text("two layers, step 7", "两层，第 7 步"),
            "basics",
            once(two, gradients, v, s, 7, 0.05, 0.8, 0.95, 0.01),
        ),
        Case(
            Text("five steps in a row, gradients from 1e-6 to 1e2", "连续五步，梯度从 1e-6 到 1e2"), "state", five_steps
        ),
        Case(Text("the same call twice", "同样的调用两次"), "state", twice),
        Case(
            Text("four layers, step 1000, gradients from 1e-6 to 1e2", "四层，第 1000 步，梯度从 1e-6 到 1e2"),
            "edges",
            once(four, mixed, mixed_v, mixed_s, 1000, 0.002, 0.9, 0.999, 1e-4),
        ),
        Case(
            Text("no memory: β1 = β2 = 0", "没有记忆：β1 = β2 = 0"),
            "edges",
            once(three, random_slots(rng, three), *_state(rng, three), 3, 0.3, 0.0, 0.0, 0.02),
        ),
        Case(
            Text("gradients of zero at the first step", "第一步梯度全为零"),
            "edges",
            once(three, still, *initialize_adam(three), 1, 0.1, 0.9, 0.999, 1e-8),
        ),
        Case(
            Text("biases as rows", "偏置为行向量"),
            "edges",
            once(rows, random_slots(rng, rows), *_state(rng, rows), 2, 1.5, 0.5, 0.7, 0.1),
        ),
        Case(
            Text("the gradients afterwards", "调用之后的梯度"),
            "inputs",
            once(two, gradients, v, s, 3, 0.02, 0.7, 0.9, 0.05),
        ),
    )


def _wrong_update(
    first: Callable[..., np.ndarray] = lambda v, g, beta1, beta2: beta1 * v + (1 - beta1) * g,
    second: Callable[..., np.ndarray] = lambda s, g, v, beta1, beta2: beta2 * s + (1 - beta2) * g**2,
    correct_v: Callable[..., np.ndarray] = lambda v, beta1, beta2, t: v / (1 - np.power(beta1, t)),
    correct_s: Callable[..., np.ndarray] = lambda s, beta1, beta2, t: s / (1 - np.power(beta2, t)),
    move: Callable[..., np.ndarray] = lambda w, vc, sc, rate, eps, **more: w - rate * vc / (np.sqrt(sc) + eps),
    skipped: Callable[[str, int], bool] = lambda key, layers: False,
    still: Callable[[str], bool] = lambda key: False,
    returned: Callable[..., object] = lambda parameters, v, s, vc, sc, old: (parameters, v, s, vc, sc),
) -> Function:
    """The reference with one part changed.

    `first` and `second` give the new v and s (of `second`, v is the new one), `correct_v` and `correct_s` what corrects
    them, `move` the new parameter (it is also told g, v, s, beta2, t), `skipped` names keys that are left out, `still`
    parameters that do not move, `returned` what comes back (`old` is the state before).
    """

    def wrong(
        parameters: Arrays,
        grads: Arrays,
        v: Arrays,
        s: Arrays,
        t: int,
        rate: float = 0.01,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> object:
        stepped, new_v, new_s = dict(parameters), dict(v), dict(s)
        vc, sc = {key: np.zeros_like(a) for key, a in v.items()}, {key: np.zeros_like(a) for key, a in s.items()}
        for key, w in parameters.items():
            if skipped(key, len(parameters) // 2):
                continue
            d = "d" + key
            g = grads[d]
            new_v[d] = first(v[d], g, beta1, beta2)
            new_s[d] = second(s[d], g, new_v[d], beta1, beta2)
            vc[d], sc[d] = correct_v(new_v[d], beta1, beta2, t), correct_s(new_s[d], beta1, beta2, t)
            if not still(key):
                stepped[key] = move(w, vc[d], sc[d], rate, eps, g=g, v=new_v[d], s=new_s[d], beta2=beta2, t=t)
        return returned(stepped, new_v, new_s, vc, sc, (v, s))

    return wrong


def _returns_nothing(parameters: Arrays, *arguments: Any) -> None:
    parameters |= update_parameters_with_adam(parameters, *arguments)[0]


def _changes_gradients(parameters: Arrays, grads: Arrays, *arguments: Any) -> tuple[Arrays, ...]:
    results = update_parameters_with_adam(parameters, grads, *arguments)
    for gradient in grads.values():
        gradient **= 2
    return results


def _keeps_state_between_calls() -> Function:
    kept: list[State] = []

    def wrong(parameters: Arrays, grads: Arrays, v: Arrays, s: Arrays, *arguments: Any) -> tuple[Arrays, ...]:
        old = kept.pop() if kept else (v, s)
        same_network = all(key in old[0] and old[0][key].shape == value.shape for key, value in v.items())
        results = update_parameters_with_adam(parameters, grads, *(old if same_network else (v, s)), *arguments)
        kept.append((results[1], results[2]))
        return results

    return wrong


def _counts_steps_itself() -> Function:
    calls = [0]

    def wrong(parameters: Arrays, grads: Arrays, v: Arrays, s: Arrays, t: int, *more: float) -> tuple[Arrays, ...]:
        calls[0] += 1
        return update_parameters_with_adam(parameters, grads, v, s, calls[0], *more)

    return wrong


update_exercise = Exercise(
    reference=update_parameters_with_adam,
    work=Work.METHOD,
    draw=_draw_update,
    test_case=update_parameters_with_adam_test_case,
    returns=("parameters", "v", "s", "v_corrected", "s_corrected"),
    optional=2,
    may_change=("parameters", "v", "s"),
    hints=(
        Text(
            "Four things happen to every array: v takes a step of its average, s takes one, both are corrected for "
            "their start at zero, and the parameter moves. You have written each of them before."
        ),
        Text(
            "v averages the gradient with beta1, s its square with beta2. Divide each by 1 minus its own beta to the "
            "power t, under a new name: v and s themselves go on uncorrected."
        ),
        Text(
            'Loop over the keys of parameters; everything else has the key "d" + key. The parameter goes down by '
            "learning_rate times the corrected v over (the root of the corrected s, plus epsilon): mind the brackets."
        ),
    ),
    why=Text(
        "v says where to go and s how large gradients are here, so their ratio is a direction free of the gradient's "
        "unit; the corrected values serve this step only, because the averages must go on as they are."
    ),
    mistakes=(
        Mistake(
            Text("β and 1 − β are swapped"),
            _wrong_update(
                first=lambda v, g, beta1, beta2: (1 - beta1) * v + beta1 * g,
                second=lambda s, g, v, beta1, beta2: (1 - beta2) * s + beta2 * g**2,
            ),
            Text("The large factor belongs to the old average: with β2 = 0.999 a new square counts for a thousandth."),
            IDEA,
        ),
        Mistake(
            Text("β1 and β2 are exchanged"),
            _wrong_update(
                first=lambda v, g, beta1, beta2: beta2 * v + (1 - beta2) * g,
                second=lambda s, g, v, beta1, beta2: beta1 * s + (1 - beta1) * g**2,
                correct_v=lambda v, beta1, beta2, t: v / (1 - np.power(beta2, t)),
                correct_s=lambda s, beta1, beta2, t: s / (1 - np.power(beta1, t)),
            ),
            Text("β1 belongs to v, the average of gradients, β2 to s, the average of their squares."),
            IDEA,
        ),
        Mistake(
            Text("The factors 1 − β are missing"),
            _wrong_update(
                first=lambda v, g, beta1, beta2: beta1 * v + g,
                second=lambda s, g, v, beta1, beta2: beta2 * s + g**2,
            ),
            Text("v and s add up instead of averaging. Which share is left for today's gradient?"),
            IDEA,
        ),
        Mistake(
            Text("s averages the gradient, not its square"),
            _wrong_update(second=lambda s, g, v, beta1, beta2: beta2 * s + (1 - beta2) * g),
            Text("s measures how large gradients are, whatever their sign: it averages squares."),
            IDEA,
        ),
        Mistake(
            Text("s averages the square of v"),
            _wrong_update(second=lambda s, g, v, beta1, beta2: beta2 * s + (1 - beta2) * v**2),
            Text("The two averages stand side by side: s is made of the gradient itself, squared, not of v."),
            IDEA,
        ),
        Mistake(
            Text("No bias correction"),
            _wrong_update(
                correct_v=lambda v, beta1, beta2, t: v,
                correct_s=lambda s, beta1, beta2, t: s,
            ),
            Text("Both averages start at zero and are too small at first. Divide each by 1 − β^t."),
            CORRECTION,
        ),
        Mistake(
            Text("Only v is corrected"),
            _wrong_update(correct_s=lambda s, beta1, beta2, t: s),
            Text("s needs it most: at β2 = 0.999 the first step becomes 31.6 times too long."),
            CORRECTION,
        ),
        Mistake(
            Text("Only s is corrected"),
            _wrong_update(correct_v=lambda v, beta1, beta2, t: v),
            Text("v starts at zero as well: divide it by 1 − β1^t."),
            CORRECTION,
        ),
        Mistake(
            Text("Divided by 1 − β instead of 1 − β^t"),
            _wrong_update(
                correct_v=lambda v, beta1, beta2, t: v / (1 - beta1),
                correct_s=lambda s, beta1, beta2, t: s / (1 - beta2),
            ),
            Text("That is right for t = 1 only. What is missing changes with every step: use t."),
            CORRECTION,
        ),
        Mistake(
            Text("The correction counts from 0"),
            _wrong_update(
                correct_v=lambda v, beta1, beta2, t: v / (1 - np.power(beta1, t - 1)),
                correct_s=lambda s, beta1, beta2, t: s / (1 - np.power(beta2, t - 1)),
            ),
            Text("t is 1 at the first step already. With t − 1 the first step divides zero by zero."),
            CORRECTION,
        ),
        Mistake(
            Text("The correction is a step ahead"),
            _wrong_update(
                correct_v=lambda v, beta1, beta2, t: v / (1 - np.power(beta1, t + 1)),
                correct_s=lambda s, beta1, beta2, t: s / (1 - np.power(beta2, t + 1)),
            ),
            Text("t is 1 at the first step already, so there is nothing to add to it."),
            CORRECTION,
        ),
        Mistake(
            Text("Both are corrected with β1"),
            _wrong_update(correct_s=lambda s, beta1, beta2, t: s / (1 - np.power(beta1, t))),
            Text("Each average is corrected with the β that it was made with: s with β2."),
            CORRECTION,
        ),
        Mistake(
            Text("Both are corrected with β2"),
            _wrong_update(correct_v=lambda v, beta1, beta2, t: v / (1 - np.power(beta2, t))),
            Text("Each average is corrected with the β that it was made with: v with β1."),
            CORRECTION,
        ),
        Mistake(
            Text("β times t instead of β to the power t"),
            _wrong_update(
                correct_v=lambda v, beta1, beta2, t: v / (1 - beta1 * t),
                correct_s=lambda s, beta1, beta2, t: s / (1 - beta2 * t),
            ),
            Text("In Python a power is written beta1**t."),
            CORRECTION,
        ),
        Mistake(
            Text("The corrected values are kept as v and s"),
            _wrong_update(returned=lambda parameters, v, s, vc, sc, old: (parameters, vc, sc, vc, sc)),
            Text(
                "They would be corrected again in the next step. Keep v and s as they are, beside the corrected ones."
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The uncorrected values are returned as corrected ones"),
            _wrong_update(returned=lambda parameters, v, s, vc, sc, old: (parameters, v, s, v, s)),
            Text("The last two results are v_corrected and s_corrected. Give all five, or only the first three."),
            IDEA,
        ),
        Mistake(
            Text("The step uses the uncorrected averages"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, v, s, **more: w - rate * v / (np.sqrt(s) + eps)),
            Text("The correction is computed but not used: the step is made with v_corrected and s_corrected."),
            CORRECTION,
        ),
        Mistake(
            Text("The square root is missing"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w - rate * vc / (sc + eps)),
            Text("s is in squared units. Its root is in the unit of a gradient, as v is."),
            IDEA,
        ),
        Mistake(
            Text("ε stands inside the root"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w - rate * vc / np.sqrt(sc + eps)),
            Text("Adam takes the root first and adds ε then. Inside, an ε of 1e-8 works like one of 1e-4."),
            EPSILON,
        ),
        Mistake(
            Text("ε is missing"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w - rate * vc / np.sqrt(sc)),
            Text("Where a gradient has always been zero, that divides zero by zero. Add epsilon to the root."),
            EPSILON,
        ),
        Mistake(
            Text("ε stands outside the fraction"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w - rate * (vc / np.sqrt(sc) + eps)),
            Text("ε belongs to the root below the fraction bar: brackets around the two of them."),
            EPSILON,
        ),
        Mistake(
            Text("ε is added to the parameter"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w - rate * vc / np.sqrt(sc) + eps),
            Text("Without brackets the division comes first. Put the root and epsilon in brackets."),
            EPSILON,
        ),
        Mistake(
            Text("ε is added to the uncorrected root"),
            _wrong_update(
                move=lambda w, vc, sc, rate, eps, s, beta2, t, **more: (
                    w - rate * np.sqrt(1 - np.power(beta2, t)) * vc / (np.sqrt(s) + eps)
                )
            ),
            Text(
                "That is how Keras does it, and ε weighs more in early steps. Here it is added to the corrected root."
            ),
            EPSILON,
        ),
        Mistake(
            Text("The step follows the gradient, not its average"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, g, **more: w - rate * g / (np.sqrt(sc) + eps)),
            Text("That is RMSprop, corrected: v is computed and not used. Adam steps along v_corrected."),
            IDEA,
        ),
        Mistake(
            Text("The step is not divided by anything"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w - rate * vc),
            Text("That is momentum, corrected: s is computed and not used. Divide by its root."),
            IDEA,
        ),
        Mistake(
            Text("The step goes uphill"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w + rate * vc / (np.sqrt(sc) + eps)),
            Text("The averages are right, but the parameters move with the wrong sign: the cost would rise."),
            IDEA,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w - 0.01 * vc / (np.sqrt(sc) + eps)),
            Text("The step is that of 0.01 whatever is given. Use the argument learning_rate."),
            IDEA,
        ),
        Mistake(
            Text("β1 and β2 are fixed at 0.9 and 0.999"),
            _wrong_update(
                first=lambda v, g, beta1, beta2: 0.9 * v + 0.1 * g,
                second=lambda s, g, v, beta1, beta2: 0.999 * s + 0.001 * g**2,
                correct_v=lambda v, beta1, beta2, t: v / (1 - 0.9**t),
                correct_s=lambda s, beta1, beta2, t: s / (1 - 0.999**t),
            ),
            Text("The averages are those of 0.9 and 0.999 whatever is given. Use the arguments beta1 and beta2."),
            IDEA,
        ),
        Mistake(
            Text("ε is fixed at 1e-8"),
            _wrong_update(move=lambda w, vc, sc, rate, eps, **more: w - rate * vc / (np.sqrt(sc) + 1e-8)),
            Text("Use the argument epsilon. Where gradients are tiny, its size decides how long a step is."),
            EPSILON,
        ),
        Mistake(
            Text("The old averages are forgotten"),
            _wrong_update(
                first=lambda v, g, beta1, beta2: (1 - beta1) * g,
                second=lambda s, g, v, beta1, beta2: (1 - beta2) * g**2,
            ),
            Text("Every step starts from zero, so nothing is averaged. Where do the given v and s come in?"),
            IDEA,
        ),
        Mistake(
            Text("Only the weights are updated"),
            _wrong_update(skipped=lambda key, layers: key[0] == "b"),
            Text("The biases b1, b2, … take the same steps with db1, db2, …"),
            IDEA,
        ),
        Mistake(
            Text("The last layer is left out"),
            _wrong_update(skipped=lambda key, layers: key[1:] == str(layers)),
            Text("range(1, L) ends before L. How far does your loop have to count?"),
            IDEA,
        ),
        Mistake(
            Text("The first layer is left out"),
            _wrong_update(skipped=lambda key, layers: key[1:] == "1"),
            Text("Layers are counted from 1. Where does your loop start?"),
            IDEA,
        ),
        Mistake(
            Text("The parameters come back unchanged"),
            _wrong_update(still=lambda key: True),
            Text("The averages are right. Are the moved parameters stored in the dict that you return?"),
            IDEA,
        ),
        Mistake(
            Text("The old averages come back"),
            _wrong_update(returned=lambda parameters, v, s, vc, sc, old: (parameters, *old, vc, sc)),
            Text("The parameters are right, but the next step needs the new v and s. Store them, then return them."),
            IDEA,
        ),
        Mistake(
            Text("Only the parameters are returned"),
            _wrong_update(returned=lambda parameters, *averages: parameters),
            Text("The next step needs v and s too: return parameters, v and s, with the corrected ones if you like."),
            IDEA,
        ),
        Mistake(
            Text("v and s are returned in the wrong order"),
            _wrong_update(returned=lambda parameters, v, s, vc, sc, old: (parameters, s, v, sc, vc)),
            Text("After the parameters comes v, the average of gradients, then s, the average of their squares."),
            IDEA,
        ),
        Mistake(
            Text("Nothing is returned"),
            _returns_nothing,
            Text("The arguments are updated, but the function has no return at its end: return parameters, v and s."),
            IDEA,
        ),
        Mistake(
            Text("The gradients are changed"),
            _changes_gradients,
            Text("The results are right, but grads is squared on the way. Whoever reads it next gets other numbers."),
            IDEA,
        ),
        Mistake(
            Text("v and s are kept from one call to the next"),
            _keeps_state_between_calls,
            Text("The function goes on with averages of its own. Use the v and s that you are given, and only those."),
            IDEA,
            fresh=True,
        ),
        Mistake(
            Text("The steps are counted by the function itself"),
            _counts_steps_itself,
            Text("t is given: a run may be continued later, and two networks may be trained in turn."),
            CORRECTION,
            fresh=True,
        ),
    ),
)

EXERCISES = (initialize_exercise, update_exercise)
