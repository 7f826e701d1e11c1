"""The pages: one blueprint per thing that a person does."""
