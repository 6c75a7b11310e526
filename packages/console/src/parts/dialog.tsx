// A dialog over the page: the browser's own, which keeps the focus inside, closes with Esc and gives the focus back.
import { useEffect, useRef, type ReactNode } from "react";

export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current!;
    if (!element.open) element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // What is pressed on the dialog itself is the backdrop: its contents fill the box.
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="dialog-box">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
