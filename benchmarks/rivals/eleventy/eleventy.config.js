// The feed and nothing else: posts are rendered, but no page of theirs is written.
import rss from "@11ty/eleventy-plugin-rss";

export default function (config) {
  config.addPlugin(rss);
  config.addGlobalData("permalink", false);
  config.setUseGitIgnore(false);
  config.addCollection("episodes", (api) =>
    api.getAll().filter((page) => page.data.audio).sort((a, b) => b.date - a.date),
  );
  return { dir: { input: ".", includes: "_includes", output: "_site" }, markdownTemplateEngine: false };
}
