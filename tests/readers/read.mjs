// Reads a feed with podcast-partytime and feedsmith, and prints what each saw as JSON.
import { readFileSync } from "node:fs";
import { parseRssFeed } from "feedsmith";
import { parseFeed } from "podcast-partytime";

const xml = readFileSync(process.argv[2], "utf8");
const partytime = parseFeed(xml);
const feedsmith = parseRssFeed(xml);

const items = {
  partytime: partytime.items.map((item) => ({
    title: item.title,
    guid: item.guid,
    url: item.enclosure.url,
    length: String(item.enclosure.length),
    duration: item.duration,
  })),
  feedsmith: feedsmith.items.map((item) => ({
    title: item.title,
    guid: typeof item.guid === "string" ? item.guid : item.guid.value,
    url: (item.enclosures ?? [item.enclosure])[0].url,
    length: String((item.enclosures ?? [item.enclosure])[0].length),
    duration: item.itunes?.duration,
  })),
};

console.log(JSON.stringify({ items, whole: { partytime, feedsmith } }));
