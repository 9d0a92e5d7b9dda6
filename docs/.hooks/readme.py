"""The site's pages that are kept at the top of the repository, where people look for them first."""

from pathlib import Path

TOP = Path(__file__).parents[2]
PAGES = {"index.md": "README.md", "contributing.md": "CONTRIBUTING.md"}
ELSEWHERE = ("SECURITY.md", "CHANGELOG.md", "NOTICE", "LICENSE", "corpus/README.md", "CONTRIBUTING.md", "README.md")


def on_page_markdown(markdown, page, **_):
    """Put a file of the repository in the place of a page that only names it, its links made the site's."""
    name = PAGES.get(page.file.src_uri)
    if name is None:
        return markdown
    text = (TOP / name).read_text(encoding="utf-8").replace("](docs/", "](")
    for path in ELSEWHERE:
        page_name = next((ours for ours, kept in PAGES.items() if kept == path), None)
        if page_name:
            text = text.replace(f"]({path}", f"]({page_name}")
        else:
            text = text.replace(f"[{path}]({path})", f"`{path}`").replace(f"]({path})", f"] (`{path}`)")
    return text
