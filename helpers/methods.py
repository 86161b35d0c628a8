"""Five methods at their usual settings, to walk side by side on one cost with `helpers.paths.descend_with`."""

from helpers.arguments import Parameters
from helpers.language import Text
from helpers.momentum import Arrays, accumulated_momentum_step
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum, rmsprop


def _accumulate(
    parameters: Parameters, grads: Parameters, v: Parameters, beta: float, learning_rate: float
) -> tuple[Arrays, Arrays]:
    """One step of momentum in PyTorch's form on every parameter."""
    steps = {
        key: accumulated_momentum_step(w, grads["d" + key], v["d" + key], beta, learning_rate)
        for key, w in parameters.items()
    }
    return {key: w for key, (w, _) in steps.items()}, {"d" + key: v for key, (_, v) in steps.items()}


METHODS: dict[Text, Optimizer] = {
    Text("plain descent", "普通梯度下降"): gradient_descent(),
    Text("momentum, averaged", "动量（平均形式）"): momentum(),
    Text("momentum, accumulated", "动量（累加形式）"): momentum(update_parameters=_accumulate),
    Text("RMSprop", "RMSprop"): rmsprop(),
    Text("Adam", "Adam"): adam(),
}
