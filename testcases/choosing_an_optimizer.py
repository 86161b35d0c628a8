"""Lesson 09: the exercise on the loop that trains a network."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.arguments import Parameters
from helpers.choosing_an_optimizer import train_one_epoch
from helpers.language import Text
from helpers.mini_batch import random_mini_batches
from helpers.network import backward_propagation, forward_propagation
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum, rmsprop
from testcases.exercise import Case, Exercise, Function, Mistake, once
from testcases.layers import random_network

LOOP = Text('section "The loop"')
COUNT = Text('section "What an epoch hands on"')

Batches = list[tuple[np.ndarray, np.ndarray]]


# --- optimizers to judge the loop with --------------------------------------------------------------------------------


def _counting_update(
    parameters: Parameters, grads: Parameters, state: float, t: int, learning_rate: float
) -> tuple[Parameters, float]:
    rate = learning_rate / (1 + 0.5 * state + 0.1 * t)
    return {key: w - rate * grads["d" + key] for key, w in parameters.items()}, state + 1.0


# Its steps tell how often it was called, by the state that it was given, and what t it was told.
COUNTING = Optimizer("counting", init=lambda parameters: 0.0, update=_counting_update)
DESCENT, MOMENTUM, RMSPROP = gradient_descent(), momentum(beta=0.8), rmsprop(beta=0.8, epsilon=1e-2)
ADAM = adam(beta1=0.8, beta2=0.95, epsilon=1e-2)


# --- train_one_epoch --------------------------------------------------------------------------------------------------


def _samples(rng: np.random.Generator, inputs: int, outputs: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Random samples; targets are 0 or 1 for one output, one-hot columns for more."""
    labels = rng.integers(max(2, outputs), size=m)
    return rng.normal(size=(inputs, m)), labels[np.newaxis] * 1.0 if outputs == 1 else np.eye(outputs)[:, labels]


def train_one_epoch_test_case() -> tuple[Parameters, Any, np.ndarray, np.ndarray, Optimizer, float, int, int, int]:
    """Inputs to play with: two layers, 2 → 3 → 1 units, Adam before its first step, 10 samples, batches of 4."""
    rng = np.random.default_rng(9)
    parameters, optimizer = random_network(rng, 2, 3, 1), adam()
    return parameters, optimizer.init(parameters), *_samples(rng, 2, 1, m=10), optimizer, 0.1, 4, 0, 0


def _draw(rng: np.random.Generator) -> Sequence[Case]:
    one, two, three = random_network(rng, 2, 1), random_network(rng, 2, 3, 1), random_network(rng, 4, 5, 3, 3)
    few, ten, many = _samples(rng, 2, 1, 8), _samples(rng, 2, 1, 10), _samples(rng, 4, 3, 70)
    further = _samples(rng, 4, 3, 11)
    seeds = [int(seed) for seed in rng.integers(1, 1000, size=12)]
    under_way = {"d" + key: rng.normal(size=value.shape) for key, value in three.items()}
    squares = {key: value**2 for key, value in under_way.items()}

    def three_epochs(call: Function) -> None:
        parameters, state, t = two, ADAM.init(two), 0
        for seed in seeds[:3]:
            parameters, state, t = call(parameters, state, *ten, ADAM, 0.1, 4, seed, t)

    def twice(call: Function) -> None:
        for _ in range(2):
            call(two, 0.0, *few, COUNTING, 0.3, 4, seeds[3], 0)

    return (
        Case(
            Text("one layer, gradient descent, two batches of 4", "一层，梯度下降，两个大小为 4 的小批量"),
            "basics",
            once(one, None, *few, DESCENT, 0.5, 4, seeds[4], 0),
        ),
        Case(
            Text("two layers, Adam, batches of 4, 4 and 2", "两层，Adam，小批量大小为 4、4、2"),
            "basics",
            once(two, ADAM.init(two), *ten, ADAM, 0.05, 4, seeds[5], 0),
        ),
        Case(
            Text("three layers, momentum, batches of 64 and 6", "三层，动量，小批量大小为 64 和 6"),
            "basics",
            once(three, MOMENTUM.init(three), *many, MOMENTUM, 0.5, 64, seeds[6], 0),
        ),
        Case(Text("three epochs in a row", "连续三轮"), "state", three_epochs),
        Case(
            Text("in the middle of a training, t = 57", "训练中途，t = 57"),
            "state",
            once(three, (under_way, squares), *further, ADAM, 0.02, 3, seeds[7], 57),
        ),
        Case(Text("the same call twice", "同样的调用两次"), "state", twice),
        Case(
            Text("one batch that holds all", "一个小批量包含全部样本"),
            "edges",
            once(two, RMSPROP.init(two), *ten, RMSPROP, 0.03, 50, seeds[8], 0),
        ),
        Case(
            Text("batches of one sample", "每个小批量一个样本"),
            "edges",
            once(three, 3.0, *further, COUNTING, 0.2, 1, seeds[9], 3),
        ),
        Case(
            Text("X and Y afterwards", "调用之后的 X 和 Y"),
            "inputs",
            once(two, MOMENTUM.init(two), *ten, MOMENTUM, 0.2, 5, seeds[10], 2),
        ),
    )


def _wrong_epoch(
    batches: Callable[..., Batches] = random_mini_batches,
    seen: Callable[..., tuple[np.ndarray, np.ndarray]] = lambda X, Y, X_t, Y_t: (X_t, Y_t),
    at: Callable[[Parameters, Parameters], Parameters] = lambda parameters, start: parameters,
    told: Callable[[int, int], int] = lambda t, k: t + k,
    begins: Callable[..., Any] = lambda optimizer, parameters, state: state,
    carried: Callable[[Any, Any], Any] = lambda new, old: new,
    moved: Callable[[Parameters, Parameters], Parameters] = lambda new, old: new,
    rated: Callable[[float, np.ndarray], float] = lambda rate, X_t: rate,
    returned: Callable[..., object] = lambda parameters, state, t, start, old, before: (parameters, state, t),
) -> Function:
    """The reference with one part changed.

    `batches` cuts the samples, `seen` gives the samples of a gradient and `at` the parameters it is taken at, `told` is
    the number handed to update k = 1, 2, …, `begins` the state before the first update, `carried` the state and `moved`
    the parameters after one, `rated` the learning rate; `returned` is what comes back (`start`, `old`, `before`: the
    parameters, state and t that came in).
    """

    def wrong(
        parameters: Parameters,
        state: Any,
        X: np.ndarray,
        Y: np.ndarray,
        optimizer: Optimizer,
        learning_rate: float,
        mini_batch_size: int,
        seed: int,
        t: int,
    ) -> object:
        start, old, last = parameters, state, t
        state = begins(optimizer, parameters, state)
        for k, (X_t, Y_t) in enumerate(batches(X, Y, mini_batch_size, seed), start=1):
            place, last = at(parameters, start), told(t, k)
            grads = _gradients(place, *seen(X, Y, X_t, Y_t))
            new, new_state = optimizer.update(parameters, grads, state, last, rated(learning_rate, X_t))
            parameters, state = moved(new, parameters), carried(new_state, state)
        return returned(parameters, state, last, start, old, t)

    return wrong


def _gradients(parameters: Parameters, X: np.ndarray, Y: np.ndarray) -> Parameters:
    return backward_propagation(Y, forward_propagation(X, parameters)[1], parameters)


def _in_order(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> Batches:
    return [(X[:, start : start + size], Y[:, start : start + size]) for start in range(0, X.shape[1], size)]


def _whole_batches_only(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> Batches:
    return random_mini_batches(X, Y, size, seed)[: X.shape[1] // size]


def _apart(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> Batches:
    shuffled, in_order = random_mini_batches(X, Y, size, seed), _in_order(X, Y, size, seed)
    return [(X_t, Y_t) for (X_t, _), (_, Y_t) in zip(shuffled, in_order, strict=True)]


def _shuffled_by_two_seeds(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> Batches:
    one, other = random_mini_batches(X, Y, size, seed), random_mini_batches(X, Y, size, seed + 1)
    return [(X_t, Y_t) for (X_t, _), (_, Y_t) in zip(one, other, strict=True)]


def _shuffled_globally(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> Batches:
    np.random.seed(seed)  # noqa: NPY002 - this is the mistake
    order = np.random.permutation(X.shape[1])  # noqa: NPY002
    return _in_order(X[:, order], Y[:, order], size, seed)


def _shuffled_in_place(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> Batches:
    order = np.random.RandomState(seed).permutation(X.shape[1])
    X[:], Y[:] = X[:, order], Y[:, order]
    return _in_order(X, Y, size, seed)


def _steps_once_with_the_sum(
    parameters: Parameters,
    state: Any,
    X: np.ndarray,
    Y: np.ndarray,
    optimizer: Optimizer,
    learning_rate: float,
    mini_batch_size: int,
    seed: int,
    t: int,
) -> tuple[Parameters, Any, int]:
    batches = random_mini_batches(X, Y, mini_batch_size, seed)
    all_grads = [_gradients(parameters, *batch) for batch in batches]
    grads = {key: np.sum([one[key] for one in all_grads], axis=0) for key in all_grads[0]}
    return (*optimizer.update(parameters, grads, state, t + 1, learning_rate), t + 1)


def _steps_after_the_loop(
    parameters: Parameters,
    state: Any,
    X: np.ndarray,
    Y: np.ndarray,
    optimizer: Optimizer,
    learning_rate: float,
    mini_batch_size: int,
    seed: int,
    t: int,
) -> tuple[Parameters, Any, int]:
    for batch in random_mini_batches(X, Y, mini_batch_size, seed):
        t += 1
        grads = _gradients(parameters, *batch)
    return (*optimizer.update(parameters, grads, state, t, learning_rate), t)


def _keeps_state_between_calls() -> Function:
    kept: dict[str, Any] = {}

    def begins(optimizer: Optimizer, parameters: Parameters, state: Any) -> Any:
        return kept.get(optimizer.name, state)

    def wrong(*arguments: Any) -> object:
        def returned(parameters: Parameters, state: Any, t: int, start: Parameters, old: Any, before: int) -> object:
            kept[arguments[4].name] = state
            return parameters, state, t

        return _wrong_epoch(begins=begins, returned=returned)(*arguments)

    return wrong


train_one_epoch_exercise = Exercise(
    reference=train_one_epoch,
    draw=_draw,
    test_case=train_one_epoch_test_case,
    returns=("parameters", "state", "t"),
    may_change=("parameters", "state"),
    hints=(
        Text("A loop over the mini-batches. Four things happen for each: count, forward, backward, update."),
        Text(
            "Call random_mini_batches(X, Y, mini_batch_size, seed). For each pair add 1 to t, then use "
            "forward_propagation, backward_propagation and optimizer.update, with the pair and never with X and Y."
        ),
        Text(
            "optimizer.update(parameters, grads, state, t, learning_rate) gives two results. Store them as "
            "parameters and state, so that the next mini-batch starts from them; return all three after the loop."
        ),
    ),
    why=Text("Everything that an update needs next time (parameters, state, t) leaves the loop as it left the update."),
    mistakes=(
        Mistake(
            Text("The samples are not shuffled"),
            _wrong_epoch(batches=_in_order),
            Text("The batches are cut in the order of X. random_mini_batches shuffles first, and takes the seed."),
            LOOP,
        ),
        Mistake(
            Text("The seed is not used"),
            _wrong_epoch(batches=lambda X, Y, size, seed: random_mini_batches(X, Y, size, 0)),
            Text("Every epoch would see the same batches. Hand the argument seed to random_mini_batches."),
            LOOP,
        ),
        Mistake(
            Text("The last, smaller batch is left out"),
            _wrong_epoch(batches=_whole_batches_only),
            Text("m // size counts full batches only. What is left over makes a batch too."),
            LOOP,
        ),
        Mistake(
            Text("The mini-batch size is not used"),
            _wrong_epoch(batches=lambda X, Y, size, seed: random_mini_batches(X, Y, 64, seed)),
            Text("The batches have 64 samples whatever is asked for. Hand on the argument mini_batch_size."),
            LOOP,
        ),
        Mistake(
            Text("Only the first mini-batch is used"),
            _wrong_epoch(batches=lambda X, Y, size, seed: random_mini_batches(X, Y, size, seed)[:1]),
            Text("The epoch ends after one update. Is your return inside the loop?"),
            LOOP,
        ),
        Mistake(
            Text("X and Y have come apart"),
            _wrong_epoch(batches=_apart),
            Text("X is shuffled and Y is not, so that samples get the labels of others. One order serves both."),
            LOOP,
        ),
        Mistake(
            Text("X and Y are shuffled by two seeds"),
            _wrong_epoch(batches=_shuffled_by_two_seeds),
            Text("Samples get the labels of others. One order of the columns serves both."),
            LOOP,
        ),
        Mistake(
            Text("Each gradient is that of all samples"),
            _wrong_epoch(seen=lambda X, Y, X_t, Y_t: (X, Y)),
            Text("The loop runs over the batches, but looks at X and Y each time. Use the batch at hand."),
            LOOP,
        ),
        Mistake(
            Text("The gradients are taken where the epoch began"),
            _wrong_epoch(at=lambda parameters, start: start),
            Text("Each update moves the parameters. The next batch's gradient belongs to where they are now."),
            LOOP,
        ),
        Mistake(
            Text("The gradients are summed up for one update"),
            _steps_once_with_the_sum,
            Text("That is one step in an epoch. The point of mini-batches is a step after each of them."),
            LOOP,
        ),
        Mistake(
            Text("The update stands after the loop"),
            _steps_after_the_loop,
            Text("Only the last batch's gradient is used. The update belongs inside the loop."),
            LOOP,
        ),
        Mistake(
            Text("The new parameters are not kept"),
            _wrong_epoch(moved=lambda new, old: old),
            Text("optimizer.update returns new parameters and leaves yours as they were. Store its first result."),
            LOOP,
        ),
        Mistake(
            Text("The step goes uphill"),
            _wrong_epoch(rated=lambda rate, X_t: -rate),
            Text("update subtracts already. Hand it the learning rate with its own sign."),
            LOOP,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01"),
            _wrong_epoch(rated=lambda rate, X_t: 0.01),
            Text("The steps are those of 0.01 whatever is given. Use the argument learning_rate."),
            LOOP,
        ),
        Mistake(
            Text("The learning rate is divided by the batch size"),
            _wrong_epoch(rated=lambda rate, X_t: rate / X_t.shape[1]),
            Text("The gradient of backward_propagation is already the mean over the batch."),
            LOOP,
        ),
        Mistake(
            Text("t is counted from 1 in every epoch"),
            _wrong_epoch(told=lambda t, k: k),
            Text("Adam would correct its averages as if they had just begun. Go on from the t that came in."),
            COUNT,
        ),
        Mistake(
            Text("t counts epochs"),
            _wrong_epoch(told=lambda t, k: t + 1),
            Text("All updates of the epoch get the same t. Add 1 before each of them."),
            COUNT,
        ),
        Mistake(
            Text("t lags behind by one"),
            _wrong_epoch(
                told=lambda t, k: t + k - 1,
                returned=lambda parameters, state, t, start, old, before: (parameters, state, t + 1),
            ),
            Text("t counts the updates, this one included: the first has t = 1. Add 1 before the update."),
            COUNT,
        ),
        Mistake(
            Text("The t that came in comes back"),
            _wrong_epoch(returned=lambda parameters, state, t, start, old, before: (parameters, state, before)),
            Text("The updates were counted rightly, but the next epoch needs to know the count. Return the new t."),
            COUNT,
        ),
        Mistake(
            Text("The state starts anew in every epoch"),
            _wrong_epoch(begins=lambda optimizer, parameters, state: optimizer.init(parameters)),
            Text("optimizer.init belongs before the first epoch. Here the state comes in as an argument."),
            COUNT,
        ),
        Mistake(
            Text("The state is not carried from batch to batch"),
            _wrong_epoch(carried=lambda new, old: old),
            Text("update returns the state that the next update needs. Store its second result."),
            COUNT,
        ),
        Mistake(
            Text("The state that came in comes back"),
            _wrong_epoch(returned=lambda parameters, state, t, start, old, before: (parameters, old, t)),
            Text("The parameters are right, but the next epoch needs the state of now. Return the new one."),
            COUNT,
        ),
        Mistake(
            Text("t is not returned"),
            _wrong_epoch(returned=lambda parameters, state, t, start, old, before: (parameters, state)),
            Text("Three things go on into the next epoch: the parameters, the state, and t."),
            COUNT,
        ),
        Mistake(
            Text("Only the parameters are returned"),
            _wrong_epoch(returned=lambda parameters, state, t, start, old, before: parameters),
            Text("Three things go on into the next epoch: the parameters, the state, and t."),
            COUNT,
        ),
        Mistake(
            Text("The state comes before the parameters"),
            _wrong_epoch(returned=lambda parameters, state, t, start, old, before: (state, parameters, t)),
            Text("The order is parameters, state, t."),
            COUNT,
        ),
        Mistake(
            Text("The global random state is set"),
            _wrong_epoch(batches=_shuffled_globally),
            Text("np.random.seed changes what every other random number in the program will be."),
            LOOP,
        ),
        Mistake(
            Text("X and Y are shuffled in place"),
            _wrong_epoch(batches=_shuffled_in_place),
            Text("The data has changed its order for whoever uses it next. Shuffle copies of the columns."),
            LOOP,
        ),
        Mistake(
            Text("The state is kept from one call to the next"),
            _keeps_state_between_calls,
            Text("The same call gives another result the second time. All memory belongs in the state passed in."),
            COUNT,
            fresh=True,
        ),
    ),
)

EXERCISES = (train_one_epoch_exercise,)
