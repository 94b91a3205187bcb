"""A small document of our own: two clauses with a target each, and an annex of two tasks."""

MATRIX = """关于推进示例行动计划的通知
各中职学校：
一、重点任务
（一）加强教师队伍建设。各校专业教师中双师型教师占比不低于60%。
（二）深化产教融合。遴选一批示范性实训基地。
附件：承接情况一览表
序号\t工作任务\t承接数量\t三峡中专\t机电\t宜都
1\t提高双师型教师占比\t2\t√\t√\t
2\t建设示范性实训基地\t1\t\t\t√
"""
