"""Results written as the commands do: into a folder that is held."""

from dataclasses import replace

from sim.experiment import storage
from sim.experiment.storage import run_folder


def folder_for(place, ensemble, *, force=False, charts=("fan.svg", "old.svg")):
    """The folder for a run at a place."""
    return run_folder(
        place, ensemble.scenario, ensemble.input_digest, ensemble.runs, texts=frozenset(charts), force=force
    )


def write_run(place, ensemble, summary, *, charts=None, force=False):
    """Holds the folder and writes the run."""
    folder = folder_for(place, ensemble, force=force)
    with folder.held():
        storage.write_run(folder, ensemble, summary, charts=charts)


def check_run(place, ensemble, **changes):
    """Raises OutputError if a run cannot be written at a place."""
    with replace(folder_for(place, ensemble), **changes).held():
        pass
