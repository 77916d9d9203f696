"""What goes back to reporters: reminders of drafts."""
