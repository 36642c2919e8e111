// Clicks on buttons and choices in select menus: which are under way, and which failed.

export class Presses extends EventTarget {
  /** `openModal(modal)` is called when the bot answers a click with a form. */
  constructor(world, openModal) {
    super();
    Object.assign(this, { world, openModal });
    this.pending = new Set();
    this.failures = new Map();
  }

  isPending(messageId, customId) {
    return this.pending.has(`${messageId}:${customId}`);
  }

  failure(messageId) {
    return this.failures.get(messageId);
  }

  async press(message, customId, values) {
    const key = `${message.id}:${customId}`;
    this.pending.add(key);
    this.failures.delete(message.id);
    this.changed(message);
    const outcome = await this.send(message, customId, values);
    this.pending.delete(key);
    if (outcome.failure) this.failures.set(message.id, outcome.failure);
    this.changed(message);
    // Last, when the button is drawn again: the dialog gives the focus back to the one it finds now.
    if (outcome.message) this.world.put(outcome.message);
    if (outcome.modal && !this.world.retired) this.openModal(outcome.modal);
  }

  async send(message, customId, values) {
    try {
      return await this.world.api.press(message, customId, values);
    } catch (failure) {
      return { failure: failure.message };
    }
  }

  changed(message) {
    if (!this.world.retired) this.dispatchEvent(new CustomEvent("changed", { detail: { message } }));
  }
}
