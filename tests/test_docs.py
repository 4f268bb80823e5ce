"""What the pages say about files is true."""

import re

from . import repo

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)|<img[^>]+src=\"([^\"]+)\"")
PAGES = ("README.md", "CHANGELOG.md", *("docs/**/*.md",))


def get_pages():
    return [path for pattern in PAGES for path in sorted(repo.ROOT.glob(pattern))]


def test_every_link_to_a_file_leads_to_one():
    assert len(get_pages()) > 5
    for page in get_pages():
        for found in LINK.findall(page.read_text(encoding="utf-8")):
            target = found[0] or found[1]
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page}: {target}"


def test_the_readme_shows_every_screenshot():
    text = (repo.ROOT / "README.md").read_text(encoding="utf-8")
    for path in (repo.ROOT / "docs" / "images").glob("*.png"):
        assert f"docs/images/{path.name}" in text, path.name


def test_decisions_are_numbered_once_and_titled_by_their_number():
    numbers = []
    for path in sorted((repo.ROOT / "docs" / "decisions").glob("0*.md")):
        number = int(path.name[:4])
        numbers.append(number)
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. "), path
    assert len(numbers) == len(set(numbers))


def test_the_architecture_has_the_states_of_every_document():
    text = (repo.ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("## States")[2]
    for model in repo.models():
        moves = model.value("_transitions")
        if not moves or not model.name:
            continue
        for state, targets in moves.items():
            for target in targets:
                pattern = rf"\| {state} \|[^|]*\b{target}\b"
                assert re.search(pattern, table), f"{model.name}: {state} to {target}"


def test_each_addon_page_is_short():
    for addon in repo.ADDONS:
        lines = (repo.ROOT / "addons" / addon / "README.rst").read_text().splitlines()
        assert 10 < len(lines) <= 60, addon
