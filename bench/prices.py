"""What 1,000 typical applications cost at AWS's list prices, from the counts and the dated table `prices.json`."""

from __future__ import annotations

import json
from pathlib import Path

from bench.work import Work

TABLE = json.loads((Path(__file__).parent / "prices.json").read_text(encoding="utf-8"))


def cost_of_thousand(work: Work) -> dict[str, float]:
    """US dollars by what they are for, for 1,000 applications that go as `work` did."""
    total, price, assumed = work.total, TABLE["per_million"], TABLE["assumed"]
    requests = len(work.writing) + len(work.reading)
    runs = requests + sum(work.runs.runs.values())
    messages = work.runs.runs["on_step"] + work.runs.runs["on_notice"]
    seconds = runs * assumed["lambda_gb"] * assumed["lambda_seconds"]
    costs = {
        "DynamoDB writes": total.write_units * price["write_units"],
        "DynamoDB reads": total.read_units * price["read_units"],
        "Step Functions": work.transitions * price["transitions"],
        "API Gateway": requests * price["api_requests"],
        "Lambda": runs * price["lambda_runs"] + seconds * TABLE["lambda_gb_second"] * 1e6,
        "SQS": messages * assumed["queue_requests_per_message"] * price["queue_requests"],
        "SES": total.of("ses.SendEmail", "ses.SendRawEmail") * price["mails"],
    }
    return {name: value / 1000 for name, value in costs.items()}
