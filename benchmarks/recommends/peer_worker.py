"""Runs one recommender of another library: reads a task, writes lists. Needs that library and NumPy, nothing of ours.

    python peer_worker.py PEER TASK.npz LISTS.npz

TASK holds, one element a purchase, ``user`` and ``item`` (numbers from 0), ``count`` and ``age`` (days); ``users`` to
ask for, ``k``, and whether what a user has is left out (``novel``). LISTS gets ``lists`` (users x k, -1 where there is
none), ``fit_seconds`` and ``milliseconds`` a list.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix


class Task:
    def __init__(self, file):
        with np.load(file) as data:
            self.user, self.item, self.count = data["user"], data["item"], data["count"]
            self.users, self.k, self.novel = data["users"], int(data["k"]), bool(data["novel"])
            self.shape = tuple(int(each) for each in data["shape"])
        self.matrix = csr_matrix((np.ones(len(self.user), dtype=np.float32), (self.user, self.item)), self.shape)

    def best(self, scores, user):
        """The k best of a row of scores."""
        scores = np.array(scores, dtype=np.float64)
        if self.novel:
            scores[self.matrix.indices[self.matrix.indptr[user] : self.matrix.indptr[user + 1]]] = -np.inf
        best = np.argsort(-scores, kind="stable")[: self.k]
        return np.where(np.isfinite(scores[best]), best, -1)


def implicit_model(make):
    def run(task):
        started = time.perf_counter()
        model = make()
        model.fit(task.matrix, show_progress=False)
        fitted = time.perf_counter()
        lists = np.full((len(task.users), task.k), -1)
        for row, user in enumerate(task.users):
            ids, scores = model.recommend(user, task.matrix[user], N=task.k, filter_already_liked_items=task.novel)
            there = ids[: task.k][np.isfinite(scores[: task.k])]
            lists[row, : len(there)] = there
        return lists, fitted - started, (time.perf_counter() - fitted) / len(task.users)

    return run


def lenskit_model(make):
    def run(task):
        import pandas as pd
        from lenskit.data import ItemList, RecQuery, from_interactions_df

        frame = pd.DataFrame({"user_id": task.user, "item_id": task.item})
        started = time.perf_counter()
        data = from_interactions_df(frame)
        scorer = make()
        scorer.train(data)
        fitted = time.perf_counter()
        candidates = ItemList(item_ids=np.arange(task.shape[1]))
        lists = np.full((len(task.users), task.k), -1)
        for row, user in enumerate(task.users):
            own = ItemList(item_ids=task.matrix.indices[task.matrix.indptr[user] : task.matrix.indptr[user + 1]])
            scored = scorer(RecQuery(user_id=int(user), user_items=own), candidates)
            scores = np.nan_to_num(np.asarray(scored.scores(), dtype=np.float64), nan=-np.inf)
            lists[row] = task.best(scores, user)
        return lists, fitted - started, (time.perf_counter() - fitted) / len(task.users)

    return run


def recbole_model(name, epochs=0, **settings):
    def run(task):
        import torch

        for old, new in {"float_": np.float64, "complex_": np.complex128, "unicode_": np.str_}.items():
            setattr(np, old, new)  # names that NumPy 2 dropped and RecBole 1.2.1 still uses
        torch.load = _trusting(torch.load)
        from recbole.config import Config
        from recbole.data import create_dataset, data_preparation
        from recbole.utils import get_model, get_trainer

        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "task"
            place.mkdir()
            with open(place / "task.inter", "w") as file:
                file.write("user_id:token\titem_id:token\n")
                file.writelines(f"{u}\t{i}\n" for u, i in zip(task.user, task.item, strict=True))
            os.chdir(folder)
            config = Config(
                model=name,
                dataset="task",
                config_dict={
                    "data_path": folder,
                    "checkpoint_dir": folder,
                    "load_col": {"inter": ["user_id", "item_id"]},
                    "eval_args": {"split": {"RS": [1, 0, 0]}, "group_by": "none", "order": "RO", "mode": "full"},
                    "epochs": epochs,
                    "stopping_step": 1000,
                    "show_progress": False,
                    "use_gpu": False,
                    "train_neg_sample_args": {"distribution": "uniform", "sample_num": 1} if epochs else None,
                    "seed": 0,
                    "reproducibility": True,
                    **settings,
                },
            )
            dataset = create_dataset(config)
            started = time.perf_counter()
            train, _, _ = data_preparation(config, dataset)
            model = get_model(name)(config, train.dataset).to("cpu")
            if epochs:
                get_trainer(config["MODEL_TYPE"], name)(config, model).fit(train, saved=False, show_progress=False)
            fitted = time.perf_counter()
            users = {int(t): n for n, t in enumerate(dataset.field2id_token["user_id"]) if t != "[PAD]"}
            items = np.array([-1 if t == "[PAD]" else int(t) for t in dataset.field2id_token["item_id"]])
            lists = np.full((len(task.users), task.k), -1)
            model.eval()
            with torch.no_grad():
                for row, user in enumerate(task.users):
                    from recbole.data.interaction import Interaction

                    asked = Interaction({"user_id": torch.tensor([users[int(user)]])})
                    theirs = np.asarray(model.full_sort_predict(asked)).ravel()
                    scores = np.full(task.shape[1], -np.inf)
                    scores[items[1:]] = theirs[1:]
                    lists[row] = task.best(scores, user)
            return lists, fitted - started, (time.perf_counter() - fitted) / len(task.users)

    return run


def _trusting(load):
    return lambda *args, **kwargs: load(*args, **{**kwargs, "weights_only": False})


def surprise_model(make):
    def run(task):
        import pandas as pd
        from surprise import Dataset, Reader

        frame = pd.DataFrame({"user": task.user, "item": task.item, "rating": task.count})
        started = time.perf_counter()
        trainset = Dataset.load_from_df(frame, Reader(rating_scale=(1, max(5, task.count.max())))).build_full_trainset()
        model = make()
        model.fit(trainset)
        fitted = time.perf_counter()
        lists = np.full((len(task.users), task.k), -1)
        for row, user in enumerate(task.users):
            scores = [model.predict(user, item).est for item in range(task.shape[1])]
            lists[row] = task.best(scores, user)
        return lists, fitted - started, (time.perf_counter() - fitted) / len(task.users)

    return run


def _implicit(name, **settings):
    def make():
        if name == "als":
            from implicit.als import AlternatingLeastSquares

            return AlternatingLeastSquares(factors=64, random_state=0, use_gpu=False, **settings)
        if name == "bpr":
            from implicit.bpr import BayesianPersonalizedRanking

            return BayesianPersonalizedRanking(factors=64, random_state=0, use_gpu=False, **settings)
        from implicit import nearest_neighbours

        return getattr(nearest_neighbours, name)(**settings)

    return implicit_model(make)


def _lenskit(name, **settings):
    def make():
        if name == "als":
            from lenskit.als import ImplicitMFScorer as Scorer
        elif name == "user":
            from lenskit.knn import UserKNNScorer as Scorer
        else:
            from lenskit.knn import ItemKNNScorer as Scorer
        return Scorer(**settings)

    return lenskit_model(make)


def _surprise(name, **settings):
    def make():
        import surprise

        return getattr(surprise, name)(**settings)

    return surprise_model(make)


PEERS = {
    "implicit cosine": _implicit("CosineRecommender", K=200),
    "implicit TF-IDF": _implicit("TFIDFRecommender", K=200),
    "implicit BM25": _implicit("BM25Recommender", K=200),
    "implicit ALS": _implicit("als", regularization=10.0, alpha=2.0),
    "implicit BPR": _implicit("bpr", iterations=100, num_threads=1),
    "LensKit ItemKNN": _lenskit("item", feedback="implicit"),
    "LensKit UserKNN": _lenskit("user", feedback="implicit"),
    "LensKit implicit ALS": _lenskit("als"),
    "RecBole ItemKNN": recbole_model("ItemKNN", k=200, shrink=0.0),
    "RecBole EASE": recbole_model("EASE", reg_weight=300.0),
    "RecBole BPR": recbole_model("BPR", epochs=30, embedding_size=64, train_batch_size=4096, learning_rate=0.003),
    "Surprise SVD": _surprise("SVD", random_state=0),
    "Surprise KNN": _surprise("KNNBasic", sim_options={"name": "cosine", "user_based": True}, verbose=False),
}


def main(peer, task_file, lists_file):
    lists, fit_seconds, seconds = PEERS[peer](Task(task_file))
    np.savez(lists_file, lists=lists, fit_seconds=fit_seconds, milliseconds=seconds * 1e3)


if __name__ == "__main__":
    main(*sys.argv[1:4])
