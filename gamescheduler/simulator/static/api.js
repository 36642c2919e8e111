// The human side of the simulator over HTTP, as one person.

/** The simulator said no, or did not answer; `message` is a sentence for the screen. */
export class Failure extends Error {}

async function call(path, query, body) {
  const request = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let response;
  try {
    response = await fetch(`client/${path}?${new URLSearchParams(query)}`, request);
  } catch {
    throw new Failure("The simulator does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Failure(answer?.message ?? `The simulator answered ${response.status}.`);
  return answer;
}

export function people() {
  return call("people", {});
}

/** Everything one person can ask for or do. */
export class Api {
  constructor(personId) {
    this.as = { as: personId };
  }

  state() {
    return call("state", this.as);
  }

  messages(channelId) {
    return call(`channels/${channelId}/messages`, { ...this.as, limit: 50 });
  }

  say(channelId, content) {
    return call("messages", this.as, { channel_id: channelId, content });
  }

  command(invocation) {
    return call("commands", this.as, { ...invocation, nonce: nonce() });
  }

  autocomplete(invocation) {
    return call("autocomplete", this.as, invocation);
  }

  press(message, customId, values) {
    const body = { channel_id: message.channel_id, message_id: message.id, custom_id: customId, nonce: nonce() };
    return call("components", this.as, values === undefined ? body : { ...body, values });
  }

  submitModal(modalId, values) {
    return call("modals", this.as, { modal_id: modalId, values, nonce: nonce() });
  }

  streamUrl() {
    return `client/stream?${new URLSearchParams(this.as)}`;
  }
}

// Discord allows 25 characters; crypto.randomUUID is missing on plain http other than localhost.
function nonce() {
  return `${Date.now()}${Math.floor(Math.random() * 1e9)}`;
}
