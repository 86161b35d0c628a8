"""Lesson 05: the exercises on RMSprop."""

from collections.abc import Callable, Sequence

import numpy as np

from helpers.language import Text
from helpers.rmsprop import initialize_rmsprop, update_parameters_with_rmsprop
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.layers import Arrays, as_arrays, random_network, random_slots, wrong_start

IDEA = Text('section "The idea"')
EPSILON = Text('section "What ε is for"')
FIRST_STEPS = Text('section "Large first steps"')


# --- initialize_rmsprop -----------------------------------------------------------------------------------------------


def initialize_rmsprop_test_case() -> Arrays:
    """Input to play with: the parameters of two layers, W1 (3, 2), b1 (3, 1), W2 (1, 3), b2 (1, 1)."""
    return random_network(np.random.default_rng(5), 2, 3, 1)


def _draw_initialize(rng: np.random.Generator) -> Sequence[Case]:
    return (
        Case(Text("two layers", "两层"), "basics", once(random_network(rng, 2, 3, 1))),
        Case(Text("three layers", "三层"), "basics", once(random_network(rng, 4, 6, 3, 2))),
        Case(Text("arrays of one shape", "形状相同的数组"), "state", once(random_network(rng, 1, 3, 1, 3))),
        Case(Text("one layer", "一层"), "edges", once(random_network(rng, 2, 5))),
        Case(Text("four layers", "四层"), "edges", once(random_network(rng, 3, 1, 4, 2, 6))),
        Case(Text("the parameters afterwards", "调用之后的参数"), "inputs", once(random_network(rng, 3, 4, 2))),
    )


def _starts_two_layers(parameters: Arrays) -> Arrays:
    return {"d" + key: np.zeros_like(parameters[key]) for key in ("W1", "b1", "W2", "b2")}


def _sets_parameters_to_zero(parameters: Arrays) -> Arrays:
    for value in parameters.values():
        value *= 0.0
    return {"d" + key: value for key, value in parameters.items()}


initialize_rmsprop_exercise = Exercise(
    reference=initialize_rmsprop,
    draw=_draw_initialize,
    test_case=initialize_rmsprop_test_case,
    returns="s",
    hints=(
        Text("No gradient has been seen yet. What is the average of squares before the first square?"),
        Text('Every entry of every parameter has its own average: "dW1" in the shape of W1, "db1" in that of b1.'),
        Text('Go through the items of parameters; np.zeros_like gives zeros in the same shape, for the key "d" + key.'),
    ),
    why=Text("s remembers one average for each parameter, and s_0 = 0 says that no gradient was seen yet."),
    mistakes=(
        Mistake(
            Text("The averages start at 1"),
            wrong_start(slot=np.ones_like),
            Text("A start at 1 is remembered for many steps as if gradients of size 1 had been seen. Start at 0."),
            IDEA,
        ),
        Mistake(
            Text("The averages start at ε"),
            wrong_start(slot=lambda value: np.full_like(value, 1e-8)),
            Text("ε joins the root in the update, each time anew. The average itself starts at 0."),
            EPSILON,
        ),
        Mistake(
            Text("The averages start at the parameters"),
            wrong_start(slot=np.copy),
            Text("Take the shape of each parameter and leave its numbers: s averages squared gradients."),
            IDEA,
        ),
        Mistake(
            Text("The averages start at the squared parameters"),
            wrong_start(slot=np.square),
            Text("It is the gradients that will be squared, and none has been seen yet: only the shape is needed."),
            IDEA,
        ),
        Mistake(
            Text('The "d" is missing in the keys'),
            wrong_start(name=lambda key: key),
            Text('s is looked up by the same keys as the gradients: "dW1", "db1", …'),
            IDEA,
        ),
        Mistake(
            Text('The keys begin with "s"'),
            wrong_start(name=lambda key: "s" + key),
            Text('The dict is called s; its keys are those of the gradients, "dW1", "db1", …'),
            IDEA,
        ),
        Mistake(
            Text("Only the weights get an average"),
            wrong_start(skipped=lambda key, layers: key[0] == "b"),
            Text("The biases b1, b2, … have gradients too, and each needs its average."),
            IDEA,
        ),
        Mistake(
            Text("Only the biases get an average"),
            wrong_start(skipped=lambda key, layers: key[0] == "W"),
            Text("The weights W1, W2, … have gradients too, and each needs its average."),
            IDEA,
        ),
        Mistake(
            Text("The last layer is left out"),
            wrong_start(skipped=lambda key, layers: key[1:] == str(layers)),
            Text("range(1, L) stops before L. Which layers does your loop visit?"),
            IDEA,
        ),
        Mistake(
            Text("The first layer is left out"),
            wrong_start(skipped=lambda key, layers: key[1:] == "1"),
            Text("The first layer has the number 1. Where does your loop begin?"),
            IDEA,
        ),
        Mistake(
            Text("The number of layers is fixed at 2"),
            _starts_two_layers,
            Text("Networks differ in depth. The number of layers is half the number of entries in parameters."),
            IDEA,
        ),
        Mistake(
            Text("A single number for each array"),
            wrong_start(slot=lambda value: 0.0),
            Text("RMSprop scales every entry by itself, so each entry needs its own average: an array, not a number."),
            IDEA,
        ),
        Mistake(
            Text("The shapes are turned round"),
            wrong_start(slot=lambda value: np.zeros_like(value.T)),
            Text('Rows and columns have changed places: s["dW1"] has the shape of W1, not of its transpose.'),
            IDEA,
        ),
        Mistake(
            Text("The arrays have lost a dimension"),
            wrong_start(slot=lambda value: np.zeros(value.shape[0])),
            Text("An array of shape (n,) is not one of shape (n, 1). Take the whole shape of the parameter."),
            IDEA,
        ),
        Mistake(
            Text("The parameters are set to zero"),
            _sets_parameters_to_zero,
            Text("The zeros have replaced the parameters. Make new arrays for s."),
            IDEA,
        ),
    ),
)


# --- update_parameters_with_rmsprop -----------------------------------------------------------------------------------


def _squared(arrays: Arrays) -> Arrays:
    return {key: value * value for key, value in arrays.items()}


def update_parameters_with_rmsprop_test_case() -> tuple[Arrays, Arrays, Arrays]:
    """Inputs to play with: parameters, gradients and averages before the first step of two layers, 2 → 3 → 1 units."""
    rng = np.random.default_rng(5)
    parameters = random_network(rng, 2, 3, 1)
    return parameters, random_slots(rng, parameters), initialize_rmsprop(parameters)


def _draw_update(rng: np.random.Generator) -> Sequence[Case]:
    small = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[0.5]])}
    small_gradients = {"dW1": np.array([[3.0, -0.03]]), "db1": np.array([[0.3]])}
    two, three, four = random_network(rng, 2, 3, 1), random_network(rng, 4, 3, 5, 2), random_network(rng, 1, 6, 2, 3, 4)
    gradients, seen = random_slots(rng, two), _squared(random_slots(rng, two))
    rows = {key: value.T if key[0] == "b" else value for key, value in three.items()}
    sizes = (1e-6, 1e2, 1.0, 1e-3, 10.0)
    further = [random_slots(rng, three, sizes[i:] + sizes[:i]) for i in range(5)]
    extremes = (1e-8, 1e3, 1e-4, 1.0)
    still = random_slots(rng, two, (1.0, 0.0))  # every bias has a gradient of 0

    def five_steps(call: Function) -> None:
        parameters, s = three, initialize_rmsprop(three)
        for grads in further:
            parameters, s = map(as_arrays, call(parameters, grads, s, 0.8, 0.05, 1e-3))

    def twice(call: Function) -> None:
        call(two, gradients, seen, 0.95, 0.02, 0.3)
        call(two, gradients, seen, 0.95, 0.02, 0.3)

    return (
        Case(
            Text("one layer, the first step", "一层，第一步"),
            "basics",
            once(small, small_gradients, initialize_rmsprop(small), 0.9, 0.1, 0.05),
        ),
        Case(Text("two layers, under way, ε = 0.1"), "basics", once(two, gradients, seen, 0.9, 0.02, 0.1)),
        Case(
            Text("the default values of β, α and ε", "β、α 和 ε 的默认值"),
            "basics",
            once(three, further[2], initialize_rmsprop(three)),
        ),
        Case(Text("five steps in a row, ε = 1e-3"), "state", five_steps),
        Case(Text("the same call twice", "同样的调用两次"), "state", twice),
        Case(
            Text("four layers, gradients from 1e-8 to 1e3", "四层，梯度从 1e-8 到 1e3"),
            "edges",
            once(four, random_slots(rng, four, extremes), _squared(random_slots(rng, four, extremes)), 0.99, 0.5, 1e-6),
        ),
        Case(
            Text("β = 0: the last gradient alone", "β = 0：只看最近的梯度"),
            "edges",
            once(three, random_slots(rng, three), _squared(random_slots(rng, three)), 0.0, 0.3, 1e-2),
        ),
        Case(Text("gradients that are 0", "梯度为 0"), "edges", once(two, still, initialize_rmsprop(two), 0.9, 0.1)),
        Case(
            Text("biases as rows", "偏置为行向量"),
            "edges",
            once(rows, random_slots(rng, rows), _squared(random_slots(rng, rows)), 0.5, 1.5),
        ),
        Case(Text("the gradients afterwards", "调用之后的梯度"), "inputs", once(two, gradients, seen, 0.7, 0.03, 0.2)),
    )


def _wrong_update(
    average: Callable[..., np.ndarray] = lambda s, g, beta: beta * s + (1 - beta) * g**2,
    move: Callable[..., np.ndarray] = lambda g, s, old, beta, epsilon: g / (np.sqrt(s) + epsilon),
    skipped: Callable[[str, int], bool] = lambda key, layers: False,
    still: Callable[[str], bool] = lambda key: False,
    rated: Callable[[float], float] = lambda rate: rate,
    returned: Callable[..., object] = lambda parameters, s, old: (parameters, s),
) -> Function:
    """The reference with one part changed.

    `average` gives the new s, `move` what the learning rate multiplies (`old` is s before), `skipped` names keys that
    are left out, `still` parameters that do not move although their s changes, `rated` what is taken for the learning
    rate, `returned` what comes back.
    """

    def wrong(
        parameters: Arrays,
        grads: Arrays,
        s: Arrays,
        beta: float = 0.9,
        learning_rate: float = 0.01,
        epsilon: float = 1e-8,
    ) -> object:
        stepped, averages = dict(parameters), dict(s)
        for key, w in parameters.items():
            if skipped(key, len(parameters) // 2):
                continue
            g, old = grads["d" + key], s["d" + key]
            averages["d" + key] = new = average(old, g, beta)
            if not still(key):
                stepped[key] = w - rated(learning_rate) * move(g, new, old, beta, epsilon)
        return returned(stepped, averages, s)

    return wrong


def _updates_two_layers(
    parameters: Arrays, grads: Arrays, s: Arrays, beta: float = 0.9, learning_rate: float = 0.01, epsilon: float = 1e-8
) -> tuple[Arrays, Arrays]:
    for key in ("W1", "b1", "W2", "b2"):
        s["d" + key] = beta * s["d" + key] + (1 - beta) * grads["d" + key] ** 2
        parameters[key] = parameters[key] - learning_rate * grads["d" + key] / (np.sqrt(s["d" + key]) + epsilon)
    return parameters, s


def _returns_nothing(
    parameters: Arrays, grads: Arrays, s: Arrays, beta: float = 0.9, learning_rate: float = 0.01, epsilon: float = 1e-8
) -> None:
    for key in parameters:
        s["d" + key] = beta * s["d" + key] + (1 - beta) * grads["d" + key] ** 2
        parameters[key] = parameters[key] - learning_rate * grads["d" + key] / (np.sqrt(s["d" + key]) + epsilon)


def _changes_gradients(
    parameters: Arrays, grads: Arrays, s: Arrays, beta: float = 0.9, learning_rate: float = 0.01, epsilon: float = 1e-8
) -> tuple[Arrays, Arrays]:
    for key in parameters:
        s["d" + key] = beta * s["d" + key] + (1 - beta) * grads["d" + key] ** 2
        grads["d" + key] /= np.sqrt(s["d" + key]) + epsilon
        parameters[key] = parameters[key] - learning_rate * grads["d" + key]
    return parameters, s


def _keeps_s_between_calls() -> Function:
    kept: Arrays = {}

    def wrong(
        parameters: Arrays,
        grads: Arrays,
        s: Arrays,
        beta: float = 0.9,
        learning_rate: float = 0.01,
        epsilon: float = 1e-8,
    ) -> tuple[Arrays, Arrays]:
        for key in parameters:
            old = kept.get("d" + key, s["d" + key])
            kept["d" + key] = beta * old + (1 - beta) * grads["d" + key] ** 2
            parameters[key] = parameters[key] - learning_rate * grads["d" + key] / (np.sqrt(kept["d" + key]) + epsilon)
        return parameters, kept

    return wrong


update_exercise = Exercise(
    reference=update_parameters_with_rmsprop,
    work=Work.METHOD,
    draw=_draw_update,
    test_case=update_parameters_with_rmsprop_test_case,
    returns=("parameters", "s"),
    may_change=("parameters", "s"),
    hints=(
        Text(
            "For every array, two things in this order: s takes a step of an exponentially weighted average of "
            "squares, then the parameter moves along the gradient, divided by the root of the new s."
        ),
        Text(
            'For W1: the new s["dW1"] is beta parts of the old one and the rest of grads["dW1"] ** 2, entry by entry. '
            "The step is learning_rate times the gradient over the root of that; epsilon is added to the root."
        ),
        Text(
            'Loop over the keys of parameters; gradient and average have the key "d" + key. Two lines in the loop: '
            "one with ** 2, one with np.sqrt and, outside of it, epsilon. Return parameters and s after the loop."
        ),
    ),
    why=Text("Dividing by the root mean square takes the gradient's size out of the step, entry by entry."),
    mistakes=(
        Mistake(
            Text("β and 1 − β are swapped"),
            _wrong_update(average=lambda s, g, beta: (1 - beta) * s + beta * g**2),
            Text("β is the share of the old average that stays; the new square gets the rest, a tenth at β = 0.9."),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β is missing"),
            _wrong_update(average=lambda s, g, beta: beta * s + g**2),
            Text("Your s is a sum, 1/(1 − β) times too large in the end. An average weighs the new square by 1 − β."),
            IDEA,
        ),
        Mistake(
            Text("The squares are added up (AdaGrad)"),
            _wrong_update(average=lambda s, g, beta: s + g**2),
            Text("A sum of all squares never forgets, so the steps only ever shrink. RMSprop averages with β."),
            IDEA,
        ),
        Mistake(
            Text("The old average is not weighted"),
            _wrong_update(average=lambda s, g, beta: s + (1 - beta) * g**2),
            Text("Nothing is forgotten, so s can only grow. The old average has to be multiplied by β first."),
            IDEA,
        ),
        Mistake(
            Text("The old average is forgotten"),
            _wrong_update(average=lambda s, g, beta: (1 - beta) * g**2),
            Text("Only the newest square counts. Where does the s that you are given come in?"),
            IDEA,
        ),
        Mistake(
            Text("The gradient is not squared"),
            _wrong_update(average=lambda s, g, beta: beta * s + (1 - beta) * g),
            Text("Without the square, signs cancel and a root of a negative number gives NaN. Square first."),
            IDEA,
        ),
        Mistake(
            Text("The gradient's size is averaged, not its square"),
            _wrong_update(average=lambda s, g, beta: beta * s + (1 - beta) * np.abs(g)),
            Text("The root is taken of s later, so s has to hold squares: the units would not match otherwise."),
            IDEA,
        ),
        Mistake(
            Text("The average is squared, not the gradient"),
            _wrong_update(average=lambda s, g, beta: (beta * s + (1 - beta) * g) ** 2),
            Text("Square the gradient first, then average. The other way round signs cancel before they are squared."),
            IDEA,
        ),
        Mistake(
            Text("One number for the whole array"),
            _wrong_update(average=lambda s, g, beta: beta * s + (1 - beta) * np.sum(g**2)),
            Text("np.sum mixes all entries. RMSprop scales each entry by its own average: dW ** 2 is elementwise."),
            IDEA,
        ),
        Mistake(
            Text("The root is missing"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g / (s + epsilon)),
            Text("s is in the unit of squared gradients. Its root, np.sqrt(s), is what takes the size out of a step."),
            IDEA,
        ),
        Mistake(
            Text("The root is stored in s"),
            _wrong_update(
                returned=lambda parameters, s, old: (parameters, {key: np.sqrt(value) for key, value in s.items()})
            ),
            Text("The step is right, but s has to stay an average of squares; take the root only where you divide."),
            IDEA,
        ),
        Mistake(
            Text("ε is inside the root"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g / np.sqrt(s + epsilon)),
            Text("Add ε after np.sqrt. Inside, 1e-8 acts like 1e-4 outside: small gradients are no longer scaled."),
            EPSILON,
        ),
        Mistake(
            Text("There is no ε"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g / np.sqrt(s)),
            Text("A gradient that has always been 0 gives 0/0, which is NaN. Add epsilon to the root."),
            EPSILON,
        ),
        Mistake(
            Text("ε is fixed at 1e-8"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g / (np.sqrt(s) + 1e-8)),
            Text("The step is that of 1e-8 whatever is given. Use the argument epsilon."),
            EPSILON,
        ),
        Mistake(
            Text("ε is outside the fraction"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g / np.where(s > 0, np.sqrt(s), 1) + epsilon),
            Text("A bracket is missing: without it the division comes first. Divide by the sum of root and epsilon."),
            EPSILON,
        ),
        Mistake(
            Text("The step uses the old average"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g / (np.sqrt(old) + epsilon)),
            Text("The parameters move before s is brought up to date; at first s is 0 and the step enormous."),
            IDEA,
        ),
        Mistake(
            Text("The average is divided by 1 − β"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g / (np.sqrt(s / (1 - beta)) + epsilon)),
            Text("That would correct the bias of a first step. RMSprop goes without; Adam, in lesson 06, corrects it."),
            FIRST_STEPS,
        ),
        Mistake(
            Text("The step goes uphill"),
            _wrong_update(rated=lambda rate: -rate),
            Text("The average is right, but the parameters move with the wrong sign: the cost would rise."),
            IDEA,
        ),
        Mistake(
            Text("The step is not divided by anything"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g),
            Text("The average is right, but nothing uses it: this is a step of plain gradient descent."),
            IDEA,
        ),
        Mistake(
            Text("The step is multiplied by the root"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: g * (np.sqrt(s) + epsilon)),
            Text("Steep directions would get still larger steps. Divide by the root."),
            IDEA,
        ),
        Mistake(
            Text("The step follows s, not the gradient"),
            _wrong_update(move=lambda g, s, old, beta, epsilon: s / (np.sqrt(s) + epsilon)),
            Text("s has lost the signs, so every parameter would only sink. The gradient belongs above the bar."),
            IDEA,
        ),
        Mistake(
            Text("This is momentum"),
            _wrong_update(
                average=lambda s, g, beta: beta * s + (1 - beta) * g,
                move=lambda g, s, old, beta, epsilon: s,
            ),
            Text("Lesson 04 averages gradients and steps along them. Here squares are averaged; divide by their root."),
            IDEA,
        ),
        Mistake(
            Text("The learning rate is missing"),
            _wrong_update(rated=lambda rate: 1.0),
            Text("Divided by its root, a gradient has about the size 1. The learning rate makes a step of it."),
            IDEA,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01"),
            _wrong_update(rated=lambda rate: 0.01),
            Text("The step is that of 0.01 whatever is given. Use the argument learning_rate."),
            IDEA,
        ),
        Mistake(
            Text("β is fixed at 0.9"),
            _wrong_update(average=lambda s, g, beta: 0.9 * s + 0.1 * g**2),
            Text("The average is that of 0.9 whatever is given. Use the argument beta."),
            IDEA,
        ),
        Mistake(
            Text("Only the weights are updated"),
            _wrong_update(skipped=lambda key, layers: key[0] == "b"),
            Text("The biases b1, b2, … take the same two steps with db1, db2, …"),
            IDEA,
        ),
        Mistake(
            Text("Only the biases are updated"),
            _wrong_update(skipped=lambda key, layers: key[0] == "W"),
            Text("The weights W1, W2, … take the same two steps with dW1, dW2, …"),
            IDEA,
        ),
        Mistake(
            Text("The biases do not move"),
            _wrong_update(still=lambda key: key[0] == "b"),
            Text("The averages of the biases are right, but the biases stay where they were."),
            IDEA,
        ),
        Mistake(
            Text("The last layer is left out"),
            _wrong_update(skipped=lambda key, layers: key[1:] == str(layers)),
            Text("range(1, L) stops before L. Which layers does your loop visit?"),
            IDEA,
        ),
        Mistake(
            Text("The first layer is left out"),
            _wrong_update(skipped=lambda key, layers: key[1:] == "1"),
            Text("The first layer has the number 1. Where does your loop begin?"),
            IDEA,
        ),
        Mistake(
            Text("The number of layers is fixed at 2"),
            _updates_two_layers,
            Text("Networks differ in depth. The number of layers is half the number of entries in parameters."),
            IDEA,
        ),
        Mistake(
            Text("The parameters come back unchanged"),
            _wrong_update(still=lambda key: True),
            Text("The averages are right. Do the moved parameters get into the dict that you return?"),
            IDEA,
        ),
        Mistake(
            Text("The old average comes back"),
            _wrong_update(returned=lambda parameters, s, old: (parameters, old)),
            Text("The parameters are right, but the next step needs the new average. Store it in s, then return s."),
            IDEA,
        ),
        Mistake(
            Text("s is not returned"),
            _wrong_update(returned=lambda parameters, s, old: parameters),
            Text("Two things are asked for: the parameters, and the averages that the next step needs."),
            IDEA,
        ),
        Mistake(
            Text("Parameters and s are returned in the wrong order"),
            _wrong_update(returned=lambda parameters, s, old: (s, parameters)),
            Text("The parameters come first, then the averages."),
            IDEA,
        ),
        Mistake(
            Text("Nothing is returned"),
            _returns_nothing,
            Text("The arguments are updated, but the function ends without a return: give back parameters and s."),
            IDEA,
        ),
        Mistake(
            Text('The "d" is missing in the keys of s'),
            _wrong_update(
                returned=lambda parameters, s, old: (parameters, {key[1:]: value for key, value in s.items()})
            ),
            Text('s has the keys of the gradients, "dW1", "db1", … Store the new averages under the same ones.'),
            IDEA,
        ),
        Mistake(
            Text("The gradients are changed"),
            _changes_gradients,
            Text("The results are right, but grads is divided on the way. Whoever reads it next gets other numbers."),
            IDEA,
        ),
        Mistake(
            Text("s is kept from one call to the next"),
            _keeps_s_between_calls,
            Text("The same call gives another result the second time. All memory belongs in the s that is passed in."),
            IDEA,
            fresh=True,
        ),
    ),
)

EXERCISES = (initialize_rmsprop_exercise, update_exercise)
