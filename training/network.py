"""A Transformer whose weights fit CTranslate2's TransformerSpec one to one.

The encoder is BERT's (Devlin et al. 2019: the norm after each addition, GELU, learned positions), so that the weights
of a multilingual encoder can start it; the decoder is shallow (Kasai et al. 2021), with the norm before each sub-layer
(Xiong et al. 2020) and embeddings tied to its output. One cross-attention head of the decoder's last layer is
supervised with word alignments (Garg et al. 2019).
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
    """Numbers of pieces, layers and heads, widths, and the dropout of the decoder."""

    vocabulary: int
    width: int
    inner: int
    encoder_heads: int
    decoder_heads: int
    encoder_layers: int
    decoder_layers: int
    positions: int
    dropout: float = 0.0


def shape_of(recipe: Recipe) -> Shape:
    """The shape a recipe asks for."""
    return Shape(
        vocabulary=recipe.vocabulary,
        width=recipe.width,
        inner=recipe.inner,
        encoder_heads=recipe.encoder_heads,
        decoder_heads=recipe.decoder_heads,
        encoder_layers=recipe.encoder_layers,
        decoder_layers=recipe.decoder_layers,
        positions=recipe.positions,
        dropout=recipe.dropout,
    )


class Attention(nn.Module):
    """Multi-head attention; queries, keys and values come from one fused matrix, as CTranslate2 stores them.

    Written out, because for sentences on a CPU plain batched products beat the fused kernel (1.4 times, measured).
    """

    def __init__(self, width: int, heads: int, *, crossed: bool = False) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, width) if crossed else None
        self.projection = nn.Linear(width, (2 if crossed else 3) * width)
        self.output = nn.Linear(width, width)

    def forward(self, states: Tensor, memory: Tensor | None, mask: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """What was attended to [batch, length, width], and the queries and keys [batch, head, length, width / heads].

        `memory` is what a crossed attention looks at; `mask` is added to the scores.
        """
        if self.query is None:
            query, key, value = self.projection(states).chunk(3, dim=-1)
        else:
            query = self.query(states)
            key, value = self.projection(memory).chunk(2, dim=-1)
        query, key, value = (self._split(part) for part in (query, key, value))
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(2, 3)
        if mask is not None:
            scores = scores + mask
        joined = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
        return self.output(joined), query, key

    def _split(self, states: Tensor) -> Tensor:
        return states.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class FeedForward(nn.Module):
    """Two linear maps with a GELU or ReLU between them; its norm is applied by the layer."""

    def __init__(self, shape: Shape, *, smooth: bool) -> None:
        super().__init__()
        self.smooth = smooth
        self.norm = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)

    def forward(self, states: Tensor) -> Tensor:
        inner = self.inner(states)
        return self.outer(functional.gelu(inner) if self.smooth else functional.relu(inner))


class EncoderLayer(nn.Module):
    """The norm after each addition."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape.width, shape.encoder_heads)
        self.feed_forward = FeedForward(shape, smooth=True)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        states = self.attention.norm(states + self.attention(states, None, mask)[0])
        return self.feed_forward.norm(states + self.feed_forward(states))


class DecoderLayer(nn.Module):
    """The norm before each sub-layer."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.dropout = shape.dropout
        self.attention = Attention(shape.width, shape.decoder_heads)
        self.crossed = Attention(shape.width, shape.decoder_heads, crossed=True)
        self.feed_forward = FeedForward(shape, smooth=False)

    def forward(self, states: Tensor, memory: Tensor, mask: Tensor, causal: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        states = states + self._drop(self.attention(self.attention.norm(states), None, causal)[0])
        attended, query, key = self.crossed(self.crossed.norm(states), memory, mask)
        states = states + self._drop(attended)
        return states + self._drop(self.feed_forward(self.feed_forward.norm(states))), query, key

    def _drop(self, states: Tensor) -> Tensor:
        return functional.dropout(states, self.dropout, self.training)


class Encoder(nn.Module):
    """Source pieces [batch, length], <s> first and </s> last, to states [batch, length, width]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embedding = nn.Parameter(torch.empty(shape.vocabulary, shape.width))
        self.positions = nn.Parameter(torch.empty(shape.positions, shape.width))
        self.embedding_norm = nn.LayerNorm(shape.width)
        self.layers = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))

    def forward(self, source: Tensor, mask: Tensor) -> Tensor:
        states = functional.embedding(source, self.embedding) + self.positions[: source.shape[1]]
        states = self.embedding_norm(states)
        for layer in self.layers:
            states = layer(states, mask)
        return states


class Decoder(nn.Module):
    """Shifted target pieces and encoder states to states [batch, length, width]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.scale, self.dropout = math.sqrt(shape.width), shape.dropout
        self.embedding = nn.Parameter(torch.empty(shape.vocabulary, shape.width))
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self.register_buffer("sinusoids", sinusoids(shape.positions, shape.width), persistent=False)
        self.layers = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.norm = nn.LayerNorm(shape.width)

    def forward(self, target: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The states, and the guided head's log-attention [batch, target, source]."""
        length = target.shape[1]
        states = functional.embedding(target, self.embedding) * self.scale + self.sinusoids[:length]
        states = functional.dropout(states, self.dropout, self.training)
        causal = torch.full((length, length), -1e9, dtype=states.dtype, device=states.device).triu(1)
        for layer in self.layers:
            states, query, key = layer(states, memory, mask, causal)
        guided = (query[:, 0] @ key[:, 0].transpose(1, 2)).float() / math.sqrt(query.shape[-1]) + mask[:, 0].float()
        return self.norm(states), guided.log_softmax(-1)


class Transformer(nn.Module):
    """Source pieces and shifted target pieces, both [batch, length], to decoder states; `logits` scores pieces."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder, self.decoder = Encoder(shape), Decoder(shape)
        self._initialise()

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Encoder states [batch, length, width] and the additive mask [batch, 1, 1, length] of the padding."""
        hidden = (source == PAD)[:, None, None, :]
        mask = torch.zeros_like(hidden, dtype=self.decoder.bias.dtype).masked_fill_(hidden, -1e9)
        return self.encoder(source, mask), mask

    def decode(self, target: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Decoder states [batch, length, width], and the guided head's log-attention [batch, target, source]."""
        states, guided = self.decoder(target, memory, mask)
        return states, guided

    def logits(self, states: Tensor) -> Tensor:
        """The scores [..., vocabulary] of the piece after each state [..., width]."""
        return functional.linear(states, self.decoder.embedding, self.decoder.bias)

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Decoder states and guided log-attention; `logits` turns the states one needs into logits."""
        memory, mask = self.encode(source)
        return self.decode(target, memory, mask)

    def _initialise(self) -> None:
        for name, weight in self.named_parameters():
            if name.endswith(("embedding", "positions")):
                nn.init.normal_(weight, std=0.02 if name.startswith("encoder") else self.shape.width**-0.5)
            elif weight.dim() == 2:
                nn.init.xavier_uniform_(weight)
        for layer in self.decoder.layers:
            nn.init.zeros_(layer.feed_forward.outer.weight)


def sinusoids(length: int, width: int) -> Tensor:
    """Position encodings [length, width]: the sine half, then the cosine half."""
    steps = torch.arange(length, dtype=torch.float32)[:, None]
    rates = torch.exp(torch.arange(width // 2, dtype=torch.float32) * -(math.log(10000.0) / (width // 2 - 1)))
    return torch.cat([torch.sin(steps * rates), torch.cos(steps * rates)], dim=1)
