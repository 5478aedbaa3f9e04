"""Votes show at once, are corrected by the answer, and reach everybody's page."""

from playwright.sync_api import expect

from tests.browser.reader import Reader

SOON = 5_000
"""Votes are told together, once a second and comment at most."""


def vote(one: Reader, comment: str, side: str) -> None:
    one.comment(comment).locator(f".vote:has([data-count={side}])").click()


def stands(
    one: Reader, comment: str, agree: int, disagree: int, pressed: str | None = None
) -> None:
    """Expect the counts on a comment, and which button is pressed, if any."""
    for side, number in (("agree", agree), ("disagree", disagree)):
        count = one.comment(comment).locator(f"[data-count={side}]")
        expect(count).to_have_text(str(number), timeout=SOON)
        if pressed is not None:
            button = one.comment(comment).locator(f"button.vote:has([data-count={side}])")
            expect(button).to_have_attribute("aria-pressed", str(side == pressed).lower())


def test_vote_is_changed_withdrawn_and_seen_by_all(reader):
    author, voter, public = reader("citizen"), reader("drafter-civ"), reader()
    author.open("why-context")
    posted = author.post("Êtes-vous d'accord ?")
    voter.open("why-context")
    public.open("why-context")

    vote(voter, posted, "agree")
    for one, pressed in ((voter, "agree"), (author, None), (public, None)):
        stands(one, posted, 1, 0, pressed)

    vote(voter, posted, "disagree")
    for one, pressed in ((voter, "disagree"), (author, None), (public, None)):
        stands(one, posted, 0, 1, pressed)

    vote(voter, posted, "disagree")
    for one, pressed in ((voter, ""), (author, None), (public, None)):
        stands(one, posted, 0, 0, pressed)


def test_vote_shows_before_the_answer_and_presses_go_one_after_the_other(reader):
    author, voter = reader("citizen"), reader("drafter-civ")
    author.open("why-context")
    posted = author.post("Avant la réponse ?")
    voter.open("why-context")
    held = []
    voter.page.route("**/vote/", lambda route: held.append(route))

    vote(voter, posted, "agree")
    stands(voter, posted, 1, 0, "agree")
    vote(voter, posted, "disagree")
    stands(voter, posted, 0, 1, "disagree")
    assert len(held) == 1

    with voter.page.expect_request("**/vote/"):
        held[0].continue_()
    stands(voter, posted, 0, 1, "disagree")
    held[1].continue_()

    stands(author, posted, 0, 1)
    stands(voter, posted, 0, 1, "disagree")
    assert [one.request.post_data.split("vote=")[1] for one in held] == ["agree", "disagree"]


def test_refused_vote_is_taken_back_and_says_why(reader):
    """As where the discussion has closed, or somebody is too fast."""
    author, voter, moderator = reader("citizen"), reader("drafter-civ"), reader("moderator-civ")
    voter.tolerate("status of 4")
    author.open("why-context")
    posted = author.post("Bientôt caché.")
    voter.open("why-context")
    held = []
    voter.page.route("**/vote/", lambda route: held.append(route))
    vote(voter, posted, "agree")
    stands(voter, posted, 1, 0, "agree")

    held[0].fulfill(
        status=429,
        headers={"Retry-After": "20", "Content-Type": "text/html"},
        body='<p class="refusal">Trop vite : réessayez dans 20 secondes.</p>',
    )

    stands(voter, posted, 0, 0, "")
    why = voter.comment(posted).locator(".votes .refusal")
    expect(why).to_have_text("Trop vite : réessayez dans 20 secondes.")
    moderator.open("why-context")
    moderator.hide(posted)
    expect(voter.comment(posted).locator(".votes")).to_have_count(0)


def test_vote_offline_is_taken_back(reader):
    author, voter = reader("citizen"), reader("drafter-civ")
    author.open("why-context")
    posted = author.post("Sans réseau.")
    voter.open("why-context")

    with voter.offline():
        vote(voter, posted, "agree")
        stands(voter, posted, 0, 0, "")
        expect(voter.comment(posted).locator(".votes .refusal")).to_be_visible()

    vote(voter, posted, "agree")
    stands(voter, posted, 1, 0, "agree")
    expect(voter.comment(posted).locator(".votes .refusal")).to_be_empty()


def test_own_vote_stays_pressed_where_the_comment_changes(reader):
    """What everybody is told of a comment knows nothing of one's own vote."""
    author, voter, moderator = reader("citizen"), reader("drafter-civ"), reader("moderator-civ")
    author.open("why-context")
    posted = author.post("À voter puis à changer.")
    voter.open("why-context")
    vote(voter, posted, "agree")
    stands(author, posted, 1, 0)

    author.edit(posted, "À voter, et changé.")
    expect(voter.comment(posted)).to_contain_text("et changé")
    stands(voter, posted, 1, 0, "agree")

    moderator.open("why-context")
    moderator.hide(posted)
    expect(voter.comment(posted).locator(".tomb")).to_be_visible()
    moderator.restore(posted)
    stands(voter, posted, 1, 0, "agree")


def test_second_tab_of_the_same_person_shows_the_vote(reader):
    author, voter = reader("citizen"), reader("drafter-civ")
    author.open("why-context")
    posted = author.post("Dans deux onglets.")
    voter.open("why-context")
    other = voter.tab()
    other.open("why-context")

    vote(voter, posted, "agree")

    stands(other, posted, 1, 0, "agree")
