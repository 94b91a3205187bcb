"""单位概况: a data form that a school's office answers once and its superiors see."""
