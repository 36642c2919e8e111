// Application commands: the flat list somebody picks from, and what one run of a command looks like on the wire.
// https://discord.com/developers/docs/interactions/application-commands

const SUBCOMMAND = 1;
const SUBCOMMAND_GROUP = 2;
const CHAT_INPUT = 1;

/** Every runnable slash command of a server as {name, words, description, options, command}. */
export function runnable(guild) {
  const slash = (guild?.commands ?? []).filter((command) => (command.type ?? CHAT_INPUT) === CHAT_INPUT);
  return slash.flatMap((command) => branches(command, [], command));
}

function branches(node, parents, command) {
  const words = [...parents, node];
  const children = (node.options ?? []).filter(({ type }) => type === SUBCOMMAND || type === SUBCOMMAND_GROUP);
  if (children.length) return children.flatMap((child) => branches(child, words, command));
  return [{
    name: `/${words.map((word) => word.name).join(" ")}`, words, command,
    description: node.description, options: node.options ?? [],
  }];
}

/** Those entries whose name begins with what is typed, then those that contain it. */
export function matching(entries, typed) {
  const text = typed.trim().toLowerCase();
  const begins = entries.filter((entry) => entry.name.startsWith(text));
  const contains = entries.filter((entry) => !begins.includes(entry) && entry.name.includes(text.slice(1)));
  return [...begins, ...contains];
}

/** The body of a run: `values` is [{name, type, value, focused?}], nested under the subcommands' names. */
export function invocation(entry, guildId, channelId, values) {
  let options = values;
  for (const word of entry.words.slice(1).reverse()) {
    options = [{ name: word.name, type: word.type, options }];
  }
  return { guild_id: guildId, channel_id: channelId, command_id: entry.command.id, options };
}
