"""Faster recurrent layers on a CPU, with the same arithmetic.

torch runs a packed batch of sequences of one length on oneDNN's kernel, but any other one step by step, where the
backward pass fills a buffer of the whole batch for each step. Here unequal batches are split beforehand, once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence


class EvenLSTM(nn.LSTM):
    """An LSTM whose unequal packed batches train fast on a CPU; results are those of `nn.LSTM`."""

    def forward(self, input: Any, hx: Any = None) -> Any:
        if not isinstance(input, PackedSequence) or self.num_layers > 1 or input.sorted_indices is not None:
            return super().forward(input, hx)
        sizes = input.batch_sizes.tolist()
        if sizes[0] == sizes[-1]:
            return super().forward(input, hx)
        zero = input.data.new_zeros(1 + int(self.bidirectional), sizes[0], self.hidden_size)
        hidden, cell = hx if hx is not None else (zero, zero)
        runs = [self._run(input.data, sizes, hidden[0], cell[0], "")]
        if self.bidirectional:
            runs.append(self._run(input.data, sizes, hidden[1], cell[1], "_reverse"))
        output = torch.cat([run[0] for run in runs], dim=1)
        state = (torch.stack([run[1] for run in runs]), torch.stack([run[2] for run in runs]))
        return PackedSequence(output, input.batch_sizes), state

    def _run(self, data: Tensor, sizes: list[int], h: Tensor, c: Tensor, suffix: str) -> tuple[Tensor, Tensor, Tensor]:
        """One direction over packed `data`; gives the packed outputs and each sequence's last state."""
        bias = getattr(self, f"bias_ih_l0{suffix}") + getattr(self, f"bias_hh_l0{suffix}")
        inputs = torch.split(nn.functional.linear(data, getattr(self, f"weight_ih_l0{suffix}"), bias), sizes)
        weight = getattr(self, f"weight_hh_l0{suffix}").t()
        return self._forwards(inputs, weight, h, c) if not suffix else self._backwards(inputs, weight, h, c)

    @staticmethod
    def _cell(step: Tensor, weight: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        take, keep, new, give = torch.addmm(step, h, weight).chunk(4, 1)
        c = torch.sigmoid(keep) * c + torch.sigmoid(take) * torch.tanh(new)
        return torch.sigmoid(give) * torch.tanh(c), c

    def _forwards(
        self, inputs: tuple[Tensor, ...], weight: Tensor, h: Tensor, c: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        outputs, ended = [], []
        for step in inputs:
            if step.shape[0] < h.shape[0]:  # the shortest sequences, at the end of the batch, are over
                going = [step.shape[0], h.shape[0] - step.shape[0]]
                (h, last_h), (c, last_c) = torch.split(h, going), torch.split(c, going)
                ended.append((last_h, last_c))
            h, c = self._cell(step, weight, h, c)
            outputs.append(h)
        ended.append((h, c))
        last = [torch.cat([pair[place] for pair in reversed(ended)]) for place in (0, 1)]
        return torch.cat(outputs), last[0], last[1]

    def _backwards(
        self, inputs: tuple[Tensor, ...], weight: Tensor, first_h: Tensor, first_c: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        outputs: list[Tensor] = []
        h, c = first_h[:0], first_c[:0]
        for step in reversed(inputs):
            if step.shape[0] > h.shape[0]:  # shorter sequences begin here
                h = torch.cat([h, first_h[h.shape[0] : step.shape[0]]])
                c = torch.cat([c, first_c[c.shape[0] : step.shape[0]]])
            h, c = self._cell(step, weight, h, c)
            outputs.append(h)
        return torch.cat(outputs[::-1]), h, c


class PooledDropout(nn.Dropout):
    """Dropout whose masks are cut from one long mask at random places: drawing them anew takes a fifth of a step."""

    SIZE = 1 << 22

    def forward(self, input: Tensor) -> Tensor:
        count = input.numel()
        if not self.training or self.p == 0 or count > self.SIZE:
            return super().forward(input)
        place = int(torch.randint(self.SIZE - count + 1, ()))
        return input * _mask(self.p)[place : place + count].view(input.shape)


@lru_cache(maxsize=4)
def _mask(p: float) -> Tensor:
    """A long mask of dropout, already scaled, the same whenever it is drawn."""
    drawn = torch.rand(PooledDropout.SIZE, generator=torch.Generator().manual_seed(20260101))
    return (drawn >= p) / (1 - p)


def even(module: nn.Module) -> None:
    """Let the LSTMs inside `module` run their unequal packed batches the fast way, and its dropout cut its masks."""
    for part in module.modules():
        if type(part) is nn.LSTM:
            part.__class__ = EvenLSTM
        elif type(part) is nn.Dropout:
            part.__class__ = PooledDropout
