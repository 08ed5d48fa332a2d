"""The repairs of a submission."""

from __future__ import annotations

from web.access import find
from web.api.base import blueprint
from web.api.schemas import RepairOut, RepairsOut
from web.repairs import repairs_of


@blueprint.get("/v1/submissions/<submission_id>/repairs")
@blueprint.output(RepairsOut)
def read_repairs(submission_id: str) -> RepairsOut:
    """The smallest changes that make its failed tests pass

    They are searched for once the submission is graded, which takes some seconds: ask again while `status` is
    "pending". A token with the role student reads what a student may see.
    """
    view = repairs_of(*find(submission_id))
    return RepairsOut(status=view.status.value, repairs=[RepairOut(**repair) for repair in view.repairs])
