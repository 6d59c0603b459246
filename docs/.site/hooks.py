"""Makes the root's own pages part of the site, and links that lead out of docs point to the repository."""

import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]

# The root's pages, and what they are called on the site.
PAGES = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
}
SOURCES = {site: root for root, site in PAGES.items()}

LINK = re.compile(r"\[([^\]\[]*(?:\[[^\]]*\][^\]\[]*)*)\]\(([^)\s]+)\)")


def on_files(files, config):
    for root, site in PAGES.items():
        files.append(File.generated(config, site, content=(ROOT / root).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown, page, config, files):
    source = SOURCES.get(page.file.src_uri, "docs/" + page.file.src_uri)
    # Inline code may be the text of a link, so only blocks are left alone.
    parts = re.split(r"(?ms)(^ *```.*?^ *```$)", markdown)
    return "".join(part if i % 2 else _links(part, source, page.file.src_uri, config) for i, part in enumerate(parts))


def _links(text, source, site, config):
    def replaced(match):
        words, target = match.groups()
        if re.match(r"[a-z]+:|#", target):
            return match.group(0)
        path, _, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if path in PAGES:
            found = PAGES[path]
        elif path.startswith("docs/"):
            found = path[len("docs/"):]
        elif config.repo_url:
            kind = "tree" if (ROOT / path).is_dir() else "blob"
            return f"[{words}]({config.repo_url.rstrip('/')}/{kind}/main/{path})"
        else:
            return f"{words} (`{path}`)"
        found = posixpath.relpath(found, posixpath.dirname(site) or ".")
        return f"[{words}]({found}{'#' + anchor if anchor else ''})"

    return LINK.sub(replaced, text)
