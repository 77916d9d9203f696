"""The device: where a network learns, and how far it is; what goes in and comes out stays with the processor."""

import os
from collections.abc import Generator
from contextlib import contextmanager, nullcontext

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

from core.errors import SettingsError

# Deterministic sums on a graphics processor need a workspace of this form.
_WORKSPACE = ("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


def choose_device(wanted: str = "auto") -> str:
    """Choose `cpu` or `cuda`. Raises SettingsError when what is wanted is not there."""
    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise SettingsError("--device cuda: torch finds none here")
    return "cuda" if wanted in {"auto", "cuda"} and there else "cpu"


def settle(seed: int, device: str = "cpu", threads: int = 1) -> None:
    """Settle what chance and order depend on: on the processor the same seed gives the same bytes."""
    os.environ.setdefault(*_WORKSPACE)
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(device == "cpu")


class Placed(nn.Module):
    """A network on a device, given tensors of the processor and giving such: who teaches it need not know where."""

    def __init__(self, network: nn.Module, device: str) -> None:
        super().__init__()
        self.network, self.device = network.to(device), device

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor | tuple[Tensor, ...]:
        """Run it; on a graphics processor in half precision where that is safe."""
        half = self.device == "cuda" and torch.cuda.is_bf16_supported()
        with torch.autocast("cuda", torch.bfloat16) if half else nullcontext():
            found = self.network(ids.to(self.device), mask.to(self.device))
        return tuple(one.float().cpu() for one in found) if isinstance(found, tuple) else found.float().cpu()


@contextmanager
def show_progress(network: nn.Module, name: str, steps: int) -> Generator[None]:
    """Show a bar that counts the texts' batches as they go through a network; nothing where nobody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=steps)
        hook = network.register_forward_hook(lambda *_: bar.advance(task))
        try:
            yield
        finally:
            hook.remove()
