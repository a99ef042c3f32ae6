"""Label-smoothed cross entropy over a whole vocabulary in little memory."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from training.pieces import PAD


class SmoothedLoss(torch.autograd.Function):
    """Label-smoothed cross entropy, logits made and differentiated slice by slice so that they never all exist."""

    @staticmethod
    def forward(
        context: Any, states: Tensor, weight: Tensor, bias: Tensor, expected: Tensor, smoothing: float, size: int = 1024
    ) -> tuple[Tensor, Tensor]:
        """The loss a piece, with and without smoothing, of states [pieces, width]; padding does not count."""
        vocabulary, real = weight.shape[0], expected != PAD
        count = real.sum()
        to_states, to_weight, to_bias = torch.empty_like(states), torch.zeros_like(weight), torch.zeros_like(bias)
        total = torch.zeros((), device=states.device)
        plain = torch.zeros((), device=states.device)
        for start in range(0, len(expected), size):
            part, wanted, counted = (each[start : start + size] for each in (states, expected[:, None], real[:, None]))
            logs = torch.addmm(bias, part, weight.t()).float().log_softmax(-1)
            likely = logs.gather(1, wanted)
            plain -= (likely * counted).sum()
            total -= (((1 - smoothing) * likely + smoothing * logs.mean(1, keepdim=True)) * counted).sum()
            slope = logs.exp_().sub_(smoothing / vocabulary)
            slope.scatter_add_(1, wanted, torch.full_like(likely, smoothing - 1))
            slope = slope.mul_(counted / count).to(states.dtype)
            to_states[start : start + size] = slope @ weight
            to_weight += slope.t() @ part
            to_bias += slope.sum(0)
        context.save_for_backward(to_states, to_weight, to_bias)
        return total / count, plain / count

    @staticmethod
    def backward(context: Any, slope: Tensor, _plain: Tensor) -> tuple[Tensor | None, ...]:
        to_states, to_weight, to_bias = context.saved_tensors
        return to_states * slope, to_weight * slope, to_bias * slope, None, None, None
