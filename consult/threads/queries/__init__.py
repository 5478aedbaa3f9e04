"""What pages, fragments and the live stream need of threads, in a fixed number of queries."""

from consult.threads.queries.claiming import Unclaimed, unclaimed_by, unclaimed_count
from consult.threads.queries.discussion import About, with_labels
from consult.threads.queries.guests import Written, written_by
from consult.threads.queries.listing import (
    FIRST_REPLIES,
    THREADS_PER_PAGE,
    Thread,
    ThreadsPage,
    left_out,
    threads_page,
)
from consult.threads.queries.organisations import (
    Voice,
    organisation_for,
    organisations_in,
    voice_of,
)
from consult.threads.queries.quoting import MOST_MARKS, marks_in, quoted_passages, with_quotes
from consult.threads.queries.searching import FoundPage, found_page
from consult.threads.queries.talk import (
    REPLIES_PER_PAGE,
    Talk,
    as_posted,
    comments_by_id,
    replies_after,
    talk_at,
    viewer_of,
)
from consult.threads.queries.translations import (
    offers_of,
    people_in_all,
    told,
    translations_by_people,
    translations_of,
    with_translations,
    words_of_comment,
)

__all__ = [
    "FIRST_REPLIES",
    "MOST_MARKS",
    "REPLIES_PER_PAGE",
    "THREADS_PER_PAGE",
    "About",
    "FoundPage",
    "Talk",
    "Thread",
    "ThreadsPage",
    "Unclaimed",
    "Voice",
    "Written",
    "as_posted",
    "comments_by_id",
    "found_page",
    "left_out",
    "marks_in",
    "offers_of",
    "organisation_for",
    "organisations_in",
    "people_in_all",
    "quoted_passages",
    "replies_after",
    "talk_at",
    "threads_page",
    "told",
    "translations_by_people",
    "translations_of",
    "unclaimed_by",
    "unclaimed_count",
    "viewer_of",
    "voice_of",
    "with_labels",
    "with_quotes",
    "with_translations",
    "words_of_comment",
    "written_by",
]
