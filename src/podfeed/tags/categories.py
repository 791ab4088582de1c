"""Apple's categories, and those that it retired.

https://podcasters.apple.com/support/1691-apple-podcasts-categories
"""

from __future__ import annotations

import re
from typing import Any

from podfeed.problems import BadValueError

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Arts": (
        "Books",
        "Design",
        "Fashion & Beauty",
        "Food",
        "Performing Arts",
        "Visual Arts",
    ),
    "Business": (
        "Careers",
        "Entrepreneurship",
        "Investing",
        "Management",
        "Marketing",
        "Non-Profit",
    ),
    "Comedy": (
        "Comedy Interviews",
        "Improv",
        "Stand-Up",
    ),
    "Education": (
        "Courses",
        "How To",
        "Language Learning",
        "Self-Improvement",
    ),
    "Fiction": (
        "Comedy Fiction",
        "Drama",
        "Science Fiction",
    ),
    "Government": (),
    "Health & Fitness": (
        "Alternative Health",
        "Fitness",
        "Medicine",
        "Mental Health",
        "Nutrition",
        "Sexuality",
    ),
    "History": (),
    "Kids & Family": (
        "Education for Kids",
        "Parenting",
        "Pets & Animals",
        "Stories for Kids",
    ),
    "Leisure": (
        "Animation & Manga",
        "Automotive",
        "Aviation",
        "Crafts",
        "Games",
        "Hobbies",
        "Home & Garden",
        "Video Games",
    ),
    "Music": (
        "Music Commentary",
        "Music History",
        "Music Interviews",
    ),
    "News": (
        "Business News",
        "Daily News",
        "Entertainment News",
        "News Commentary",
        "Politics",
        "Sports News",
        "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism",
        "Christianity",
        "Hinduism",
        "Islam",
        "Judaism",
        "Religion",
        "Spirituality",
    ),
    "Science": (
        "Astronomy",
        "Chemistry",
        "Earth Sciences",
        "Life Sciences",
        "Mathematics",
        "Natural Sciences",
        "Nature",
        "Physics",
        "Social Sciences",
    ),
    "Society & Culture": (
        "Documentary",
        "Personal Journals",
        "Philosophy",
        "Places & Travel",
        "Relationships",
    ),
    "Sports": (
        "Baseball",
        "Basketball",
        "Cricket",
        "Fantasy Sports",
        "Football",
        "Golf",
        "Hockey",
        "Rugby",
        "Running",
        "Soccer",
        "Swimming",
        "Tennis",
        "Volleyball",
        "Wilderness",
        "Wrestling",
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": (
        "After Shows",
        "Film History",
        "Film Interviews",
        "Film Reviews",
        "TV Reviews",
    ),
}

# Names from before 2019, and what is nearest to them today.
RETIRED: dict[str, str] = {
    "Arts > Literature": "Arts > Books",
    "Business > Business News": "News > Business News",
    "Business > Management & Marketing": "Business > Management",
    "Business > Shopping": "Business",
    "Business > Finance": "Business > Investing",
    "Education > Educational Technology": "Education",
    "Education > Education Technology": "Education",
    "Education > Higher Education": "Education > Courses",
    "Education > K-12": "Education > Courses",
    "Education > Language Courses": "Education > Language Learning",
    "Education > Training": "Education > How To",
    "Games & Hobbies": "Leisure",
    "Games & Hobbies > Automotive": "Leisure > Automotive",
    "Games & Hobbies > Aviation": "Leisure > Aviation",
    "Games & Hobbies > Hobbies": "Leisure > Hobbies",
    "Games & Hobbies > Other Games": "Leisure > Games",
    "Games & Hobbies > Video Games": "Leisure > Video Games",
    "Government & Organizations": "Government",
    "Government & Organizations > Local": "Government",
    "Government & Organizations > National": "Government",
    "Government & Organizations > Regional": "Government",
    "Government & Organizations > Non-Profit": "Business > Non-Profit",
    "Health": "Health & Fitness",
    "Health > Alternative Health": "Health & Fitness > Alternative Health",
    "Health > Fitness & Nutrition": "Health & Fitness > Fitness",
    "Health > Self-Help": "Education > Self-Improvement",
    "Health > Sexuality": "Health & Fitness > Sexuality",
    "News & Politics": "News > Politics",
    "Religion & Spirituality > Other": "Religion & Spirituality > Religion",
    "Science & Medicine": "Science",
    "Science & Medicine > Medicine": "Health & Fitness > Medicine",
    "Science & Medicine > Natural Sciences": "Science > Natural Sciences",
    "Science & Medicine > Social Sciences": "Science > Social Sciences",
    "Society & Culture > History": "History",
    "Sports & Recreation": "Sports",
    "Sports & Recreation > Amateur": "Sports",
    "Sports & Recreation > College & High School": "Sports",
    "Sports & Recreation > Outdoor": "Sports > Wilderness",
    "Sports & Recreation > Professional": "Sports",
    "Technology > Gadgets": "Technology",
    "Technology > Podcasting": "Technology",
    "Technology > Software How-To": "Technology",
    "Technology > Tech News": "News > Tech News",
    "Arts & Entertainment": "Arts",
    "Family": "Kids & Family",
    "Food": "Arts > Food",
    "Movies & Television": "TV & Film",
    "Politics": "News > Politics",
    "Travel": "Society & Culture > Places & Travel",
    "Transportation": "Leisure > Automotive",
}


def all_paths() -> tuple[str, ...]:
    """Return every category as it is written in settings: ``"Business > Careers"``."""
    return tuple(
        path
        for parent, children in CATEGORIES.items()
        for path in (parent, *(f"{parent} > {child}" for child in children))
    )


def read_category(value: Any) -> str:
    """Read a category; what Apple does not know is a `BadValueError` that names the nearest."""
    text = " > ".join(part.strip() for part in re.split(r"\s*[>/:]\s*", str(value).strip()))
    if text in all_paths():
        return text
    known = {_loose(path): path for path in all_paths()}
    loose = _loose(text)
    if loose in known:
        raise BadValueError(f"{value!r} is not how Apple writes the category", hint=f"write {known[loose]!r}")
    if text in RETIRED:
        raise BadValueError(f"Apple retired the category {value!r} in 2019", hint=f"use {RETIRED[text]!r}")
    raise BadValueError(
        f"{value!r} is not one of Apple's categories", hint=f"the nearest is {_nearest(text)!r}"
    )


def _loose(text: str) -> str:
    """Return a category without what people write differently: case, blanks, `&` and `and`."""
    return re.sub(r"[^a-z>&]", "", text.lower().replace(" and ", "&"))


def _nearest(text: str) -> str:
    """Return the known category that looks most like a text: by its beginning, its last part, or whole."""
    begun = [path for path in CATEGORIES if text and path.lower().startswith(text.lower())]
    if begun:
        return begun[0]
    last = {path.rpartition(" > ")[2]: path for path in reversed(all_paths())}
    for candidates, wanted in (
        (last, text.rpartition(" > ")[2]),
        ({p: p for p in all_paths()}, text),
    ):
        folded = {name.lower(): path for name, path in candidates.items()}
        from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

        close = get_close_matches(wanted.lower(), folded, n=1, cutoff=0.5)
        if close:
            return folded[close[0]]
    parent = text.partition(" > ")[0]
    return parent if parent in CATEGORIES else "Society & Culture"
