"""Scores of ensembles by the Python packages properscoring 0.1 and scoringrules 0.10.0, as a table for the tests of `analyse`.

    pip install numpy properscoring==0.1 scoringrules==0.10.0
    python crates/eval/scores_of_python.py > crates/analyse/tests/scores.tsv

The ensembles are drawn by a seeded generator, so that the table is the same each time.
"""
import random

import numpy as np
import properscoring
import scoringrules

print("# Written by crates/eval/scores_of_python.py: properscoring 0.1, scoringrules 0.10.0. Read by tests/scores.rs.")
print("# ensemble\tobserved\tCRPS (properscoring)\tCRPS (scoringrules, NRG)\tprobability of 1 or more\tBrier (properscoring)"
      "\tlow\thigh\tinterval score at .1 (scoringrules)")
draw = random.Random(20261126)
for case in range(60):
    most = draw.choice([1, 3, 10, 60, 900])
    size = draw.choice([1, 2, 5, 12, 36, 100])
    ensemble = [draw.randint(0, most) for _ in range(size)]
    observed = draw.randint(0, most * 2)
    array = np.array(ensemble, dtype=float)
    any_event = float(np.mean(array >= 1))
    low, high = sorted((draw.randint(0, most), draw.randint(0, most)))
    print(
        " ".join(map(str, ensemble)),
        observed,
        repr(float(properscoring.crps_ensemble(observed, array))),
        repr(float(scoringrules.crps_ensemble(float(observed), array, estimator="nrg"))),
        repr(any_event),
        repr(float(properscoring.brier_score(observed >= 1, any_event))),
        low,
        high,
        repr(float(scoringrules.interval_score(float(observed), float(low), float(high), 0.1))),
        sep="\t",
    )
