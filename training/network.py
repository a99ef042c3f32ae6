"""A pre-norm Transformer whose weights fit CTranslate2's TransformerSpec one to one.

Vaswani et al. 2017, with the layer norms moved before each sub-layer (Xiong et al. 2020), deep encoder and shallow
decoder (Kasai et al. 2021), tied embeddings, and one cross-attention head of the last decoder layer supervised with
word alignments (Garg et al. 2019).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.config import Recipe
from training.pieces import PAD


@dataclass(frozen=True)
class Shape:
    vocabulary: int
    width: int = 512
    inner: int = 2048
    heads: int = 8
    encoder_layers: int = 8
    decoder_layers: int = 2
    positions: int = 512
    dropout: float = 0.1


def shape_of(recipe: Recipe) -> Shape:
    """The shape a recipe asks for."""
    return Shape(
        vocabulary=recipe.vocabulary,
        width=recipe.width,
        inner=recipe.inner,
        heads=recipe.heads,
        encoder_layers=recipe.encoder_layers,
        decoder_layers=recipe.decoder_layers,
        dropout=recipe.dropout,
    )


class Attention(nn.Module):
    """Multi-head attention; queries, keys and values come from one fused matrix, as CTranslate2 stores them.

    Written out, because for sentences on a CPU plain batched products beat the fused kernel (1.4 times, measured).
    """

    def __init__(self, shape: Shape, *, crossed: bool = False) -> None:
        super().__init__()
        self.heads, self.dropout, self.crossed = shape.heads, shape.dropout, crossed
        self.norm = nn.LayerNorm(shape.width)
        self.query = nn.Linear(shape.width, shape.width) if crossed else None
        self.projection = nn.Linear(shape.width, (2 if crossed else 3) * shape.width)
        self.output = nn.Linear(shape.width, shape.width)

    def forward(
        self, states: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The states with what was attended to added, and the queries and keys [batch, head, length, width / heads]."""
        normed = self.norm(states)
        if self.query is None:
            query, key, value = self.projection(normed).chunk(3, dim=-1)
        else:
            query = self.query(normed)
            key, value = self.projection(memory).chunk(2, dim=-1)
        query, key, value = (self._split(part) for part in (query, key, value))
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(2, 3)
        if mask is not None:
            scores = scores + mask
        likely = functional.dropout(scores.softmax(-1), self.dropout, self.training)
        joined = (likely @ value).transpose(1, 2).flatten(2)
        return states + functional.dropout(self.output(joined), self.dropout, self.training), query, key

    def _split(self, states: Tensor) -> Tensor:
        return states.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class FeedForward(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.dropout = shape.dropout
        self.norm = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)

    def forward(self, states: Tensor) -> Tensor:
        inner = functional.dropout(functional.relu(self.inner(self.norm(states))), self.dropout, self.training)
        return states + functional.dropout(self.outer(inner), self.dropout, self.training)


class EncoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.feed_forward = FeedForward(shape)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        states, _, _ = self.attention(states, mask=mask)
        return self.feed_forward(states)


class DecoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.crossed = Attention(shape, crossed=True)
        self.feed_forward = FeedForward(shape)

    def forward(
        self, states: Tensor, memory: Tensor, mask: Tensor | None, causal: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        states, _, _ = self.attention(states, mask=causal)
        states, query, key = self.crossed(states, memory=memory, mask=mask)
        return self.feed_forward(states), query, key


class Translator(nn.Module):
    """Source pieces and shifted target pieces, both [batch, length], to logits [batch, length, vocabulary]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width, padding_idx=PAD)
        self.register_buffer("positions", sinusoids(shape.positions, shape.width), persistent=False)
        self.encoder = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(shape.width)
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(shape.width)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self._initialise()

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Encoder states [batch, length, width] and the additive mask [batch, 1, 1, length] of the padding."""
        mask = (source == PAD)[:, None, None, :]
        mask = torch.zeros_like(mask, dtype=self.bias.dtype).masked_fill_(mask, -1e9)
        states = self._embed(source)
        for layer in self.encoder:
            states = layer(states, mask)
        return self.encoder_norm(states), mask

    def decode(self, target: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Decoder states [batch, length, width], and the guided head's log-attention [batch, target, source]."""
        states = self._embed(target)
        length = target.shape[1]
        causal = torch.full((length, length), -1e9, dtype=states.dtype, device=states.device).triu(1)
        for layer in self.decoder:
            states, query, key = layer(states, memory, mask, causal)
        guided = (query[:, 0] @ key[:, 0].transpose(1, 2)).float() / math.sqrt(query.shape[-1]) + mask[:, 0].float()
        return self.decoder_norm(states), guided.log_softmax(-1)

    def logits(self, states: Tensor) -> Tensor:
        """The scores [..., vocabulary] of the piece after each state [..., width]."""
        return functional.linear(states, self.embedding.weight, self.bias)

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Decoder states and guided log-attention; `logits` turns the states one needs into logits."""
        memory, mask = self.encode(source)
        return self.decode(target, memory, mask)

    def _embed(self, pieces: Tensor) -> Tensor:
        scaled = self.embedding(pieces) * math.sqrt(self.shape.width)
        embedded = scaled + self.positions[: pieces.shape[1]]
        return functional.dropout(embedded, self.shape.dropout, self.training)

    def _initialise(self) -> None:
        for name, weight in self.named_parameters():
            if name == "embedding.weight":
                nn.init.normal_(weight, std=self.shape.width**-0.5)
            elif weight.dim() == 2:
                nn.init.xavier_uniform_(weight)
        for layer in [*self.encoder, *self.decoder]:
            nn.init.zeros_(layer.feed_forward.outer.weight)


def sinusoids(length: int, width: int) -> Tensor:
    """Position encodings [length, width]: the sine half, then the cosine half."""
    steps = torch.arange(length, dtype=torch.float32)[:, None]
    rates = torch.exp(torch.arange(width // 2, dtype=torch.float32) * -(math.log(10000.0) / (width // 2 - 1)))
    return torch.cat([torch.sin(steps * rates), torch.cos(steps * rates)], dim=1)
