// A page that was opened from the disk may start no worker from a file. The search then runs in a frame of its own,
// whose script sees what a worker sees: `onmessage` for what comes in, `postMessage` for what goes out. As with a
// worker, what is sent is a copy and arrives later.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(address) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => setTimeout(() => this.onmessage?.({ data: structuredClone(data) }));
      const script = inside.document.createElement("script");
      script.src = new URL(address, location).href;
      this.ready = new Promise((loaded) => (script.onload = loaded));
      script.onerror = () => this.onerror?.(new Event("error"));
      inside.document.head.append(script);
    }

    postMessage(message) {
      const data = structuredClone(message);
      this.ready.then(() => setTimeout(() => this.frame.contentWindow?.onmessage({ data })));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
